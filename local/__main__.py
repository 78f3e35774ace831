"""`python -m local` starts the platform on this machine.

`reset` empties it, `tokens` prints fresh credentials, `sam` runs the API in the real Lambda runtime instead.
"""

import argparse
import os
import sys
from contextlib import suppress

from local.site import Site, SiteError
from local.trouble import TroubleError


def main() -> int:
    """Do what the command line says; 0 if it went well, 1 with a message if not."""
    wish = _arguments()
    try:
        site = Site.of(os.environ)
        _leave_the_real_aws(site)
        if wish.command == "reset":
            _reset(site)
        elif wish.command == "tokens":
            _tokens(site)
        elif wish.command == "sam":
            _sam(site, wish.sam_port, check=wish.check)
        else:
            _up(site, seed=wish.seed, front_door=wish.front_door)
    except (TroubleError, SiteError) as trouble:
        print(f"\n{trouble}\n", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("up", "reset", "tokens", "sam"), default="up")
    parser.add_argument(
        "--no-seed", dest="seed", action="store_false", help="load no demo orders, make no demo flags or experiments"
    )
    parser.add_argument("--headless", dest="front_door", action="store_false", help="start no front door")
    parser.add_argument("--sam-port", type=int, default=3000, help="where SAM answers (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="stop SAM once it has answered as it should")
    return parser.parse_args()


def _leave_the_real_aws(site: Site) -> None:
    """Make the site's AWS the only one that this process, like its children, can reach."""
    environment = site.environment()
    os.environ.clear()
    os.environ.update(environment)


# The platform's parts are imported once Python is known to have what they need: a missing one is then said plainly.


def _up(site: Site, *, seed: bool, front_door: bool) -> None:
    from local.preflight import check_python  # noqa: PLC0415

    check_python()
    from local.platform import StopAskedError, Wish, run  # noqa: PLC0415

    print("\nSextant, the local platform", flush=True)
    try:
        run(site, Wish(seed=seed, front_door=front_door))
    except StopAskedError:
        with suppress(OSError):  # the terminal may be gone
            print("  Stopped.", flush=True)


def _reset(site: Site) -> None:
    from local.platform import reset  # noqa: PLC0415

    reset(site)
    print(f"{site.home} is empty; the next `make dev` starts afresh.")


def _tokens(site: Site) -> None:
    from local.demo import Demo, fresh_tokens, known_keys  # noqa: PLC0415
    from local.deploy import Deployment  # noqa: PLC0415
    from local.preflight import is_taken  # noqa: PLC0415

    if not site.outputs.exists() or not is_taken(site.aws_port):
        raise TroubleError("The local platform is not running. Start it with `make dev` and ask again.")
    print(Demo(fresh_tokens(Deployment.read(site.outputs)), known_keys(site)).exports())


def _sam(site: Site, port: int, *, check: bool) -> None:
    from local.preflight import check_node  # noqa: PLC0415
    from local.sam import check_api, start_api  # noqa: PLC0415

    check_node(front_door=False)
    if check:
        check_api(site, port)
    else:
        start_api(site, port)


if __name__ == "__main__":
    sys.exit(main())
