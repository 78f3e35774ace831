"""The platform as a whole: started in order, watched, and stopped in the opposite order."""

import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from botocore.exceptions import BotoCoreError, ClientError

from local import (
    demo_data,
    demo_experiments,
    demo_flags,
    demo_marketplace,
    front_door,
    ministack,
    preflight,
    state_version,
)
from local.accounts import ensure_accounts
from local.aggregation import settle
from local.api_client import Api
from local.demo import Demo, fresh_tokens, keep, known_keys, welcome
from local.deploy import Deployment, api_url, deploy, is_deployed
from local.processes import Child, Program
from local.run_record import RunRecord, holding
from local.sdk_keys import ensure_keys
from local.site import Site
from local.trouble import TroubleError

_WATCH_SECONDS = 0.5
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE = {ministack.NAME: ministack.STOP_PATIENCE_SECONDS, front_door.NAME: front_door.STOP_PATIENCE_SECONDS}
_USUAL_PATIENCE_SECONDS = 10.0


class StopAskedError(BaseException):
    """Ctrl-C was pressed, or the platform was told to end. Not an `Exception`: nothing on the way up may swallow it."""


@dataclass(frozen=True)
class Wish:
    """What to start: the demo data and the front door can be left out."""

    seed: bool = True
    front_door: bool = True


@dataclass
class _Children:
    record: RunRecord
    running: list[Child] = field(default_factory=list)

    def start(self, program: Program) -> Child:
        child = Child(program)
        self.running.append(child)
        self.record.note(child)
        return child

    def stop(self) -> None:
        for child in reversed(self.running):
            child.stop(_PATIENCE.get(child.program.name, _USUAL_PATIENCE_SECONDS))
        self.record.clear()


def run(site: Site, wish: Wish) -> None:
    """Start the platform and keep it up until it is told to stop.

    Raises:
        TroubleError: something is missing, refuses or ends; everything that was started is stopped by then.
        StopAskedError: it was told to stop, and has.
    """
    preflight.check_python()
    preflight.check_node(front_door=wish.front_door)
    with holding(site) as record:
        for name in record.stop_leftovers():
            print(f"  An earlier run was cut short and had left {name} running; it is stopped now.")
        preflight.check_ports(site, front_door=wish.front_door)
        with _children(record) as children:
            _start(site, wish, children)
            _watch(children)


def reset(site: Site) -> None:
    """Empty the site's folder.

    Raises:
        TroubleError: the platform is running.
    """
    with holding(site) as record:
        record.stop_leftovers()
        for entry in site.home.iterdir():
            if entry.name == "lock":
                continue
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()


def _start(site: Site, wish: Wish, children: _Children) -> None:
    with _step(f"MiniStack, the local AWS, on {site.aws_endpoint}"):
        ministack.clear_leftovers(site)
        ministack.wait_until_ready(site, children.start(ministack.program(site)))
        state_version.hold(fresh=not is_deployed())
    with _step("CDK app deployed"):
        deployment = deploy(site, children.start)
    with _step("Demo accounts and SDK keys"):
        demo = _prepare_demo(site, deployment)
    if wish.seed:
        _load(site, deployment, demo)
    if wish.front_door:
        with _step(f"Front door on {site.url}"):
            front_door.write_ui_configuration(site, deployment)
            front_door.wait_until_ready(site, children.start(front_door.program(site, deployment)))
    print(welcome(site, demo, front_door=wish.front_door), flush=True)


def _prepare_demo(site: Site, deployment: Deployment) -> Demo:
    ensure_accounts(deployment)
    tokens = fresh_tokens(deployment)
    api = api_url(site, deployment)
    demo = Demo(tokens, ensure_keys(Api(api, tokens["ADMIN"]), known_keys(site)))
    keep(site, demo, api)
    return demo


def _load(site: Site, deployment: Deployment, demo: Demo) -> None:
    api = api_url(site, deployment)
    admin, server = Api(api, demo.tokens["ADMIN"]), Api(api, demo.keys["server"]["secret"])
    parts = [part for part in (demo_data, demo_marketplace) if not part.is_loaded()]
    for part in parts:
        part.load(server)
    if parts:
        with _step("Dashboard computed"):
            settle(deployment)
            for part in parts:
                part.remember_as_loaded()
    if not demo_flags.is_loaded():
        with _step("Demo flags made, and evaluated for some users"):
            demo_flags.make(admin)
            demo_flags.use(server)
            demo_flags.remember_as_loaded()
    if not demo_experiments.is_loaded():
        with _step("Demo experiments made, with simulated visitors"):
            demo_experiments.make(admin)
            demo_experiments.visit(server)
            demo_experiments.complete(admin)
            demo_experiments.remember_as_loaded()


def _watch(children: _Children) -> NoReturn:
    while True:
        for child in children.running:
            if child.program.name in _PATIENCE and child.ended:
                raise child.trouble(f"{child.program.name} ended by itself, so the platform stops.")
        time.sleep(_WATCH_SECONDS)


@contextmanager
def _children(record: RunRecord) -> Iterator[_Children]:
    """Children that are stopped at the end, whatever the end is; being told again to stop changes nothing then."""
    children = _Children(record)
    handlers = [signal.signal(number, _ask_to_stop) for number in _STOP_SIGNALS]
    try:
        yield children
    finally:
        for number in _STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        with suppress(OSError):  # the terminal may be gone
            print("\n  Stopping, and saving what is here …", flush=True)
        children.stop()
        for number, handler in zip(_STOP_SIGNALS, handlers, strict=True):
            signal.signal(number, handler)


def _ask_to_stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise StopAskedError


@contextmanager
def _step(title: str) -> Iterator[None]:
    began = time.monotonic()
    if sys.stdout.isatty():
        print(f"  … {title}", end="\r", flush=True)
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise TroubleError(f"{title}: {error}\n`make dev-reset` and a new start may help.") from error
    print(f"  ✓ {title:<60} {time.monotonic() - began:5.1f} s", flush=True)
