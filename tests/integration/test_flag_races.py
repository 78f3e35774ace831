"""Admins who save flags at once, on an engine whose transactions meet."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from graphlib import TopologicalSorter
from threading import Barrier

from sextant.domain import flag_requirements
from sextant.domain.errors import InvalidError, RequiredByError, UnavailableError
from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import Flag, FlagEdit
from sextant.domain.versions import Basis
from sextant.store import flags as store
from sextant.usecases import flags
from tests.integration.analytics import ministack, ministack_tables, tables
from tests.integration.conftest import ADMIN

__all__ = ["ministack", "ministack_tables", "tables"]

RING = [f"flag-{number}" for number in range(6)]
ROUNDS = 3
ANY = Basis()


def require(key: str, parent: str) -> Callable[[], object]:
    """A change that makes one flag require another."""
    edit = FlagEdit(prerequisites=(Prerequisite(parent, {"value": True}),))
    return lambda: flags.change(key, edit, ANY, ADMIN)


def outcomes(changes: Sequence[Callable[[], object]]) -> list[type[Exception] | None]:
    """How the changes come out when everybody saves at the same moment."""
    start = Barrier(len(changes))

    def save(change: Callable[[], object]) -> type[Exception] | None:
        start.wait()
        try:
            change()
        except (InvalidError, RequiredByError, UnavailableError) as error:
            return type(error)
        return None

    with ThreadPoolExecutor(len(changes)) as pool:
        return list(pool.map(save, changes))


def stored() -> dict[str, Flag]:
    """All flags as they are."""
    return {flag.key: flag for flag in store.listed()}


def test_a_ring_of_requirements_never_closes(tables: object) -> None:
    """Of six admins who each add one link, at least one is told that it would close."""
    for key in RING:
        flags.make(key, ValueType.BOOLEAN, FlagEdit(), ADMIN)
    for _ in range(ROUNDS):
        changes = [require(key, RING[(number + 1) % len(RING)]) for number, key in enumerate(RING)]
        assert any(outcomes(changes))
        graph = {key: flag_requirements.required(flag) for key, flag in stored().items()}
        TopologicalSorter(graph).prepare()
        for key in RING:
            flags.change(key, FlagEdit(prerequisites=()), ANY, ADMIN)


def test_nothing_is_required_that_is_put_away_at_that_moment(tables: object) -> None:
    """Either the requirement is refused or putting it away is, whoever is faster; switches land in between."""
    flags.make("parent", ValueType.BOOLEAN, FlagEdit(), ADMIN)
    flags.make("child", ValueType.BOOLEAN, FlagEdit(), ADMIN)
    for _ in range(ROUNDS):
        archive = lambda: flags.archive("parent", ANY, ADMIN)  # noqa: E731 - as the others
        switch = lambda: flags.change("child", FlagEdit(enabled=True), ANY, ADMIN)  # noqa: E731
        outcome = outcomes([require("child", "parent"), archive, switch])
        found = stored()
        assert outcome[2] is None
        assert not (found["parent"].archived and flag_requirements.required(found["child"]))
        flags.change("child", FlagEdit(prerequisites=()), ANY, ADMIN)
        flags.restore("parent", ANY, ADMIN)
