"""Admins who change experiments at once, on an engine whose transactions meet."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sextant.domain.errors import AlreadyExistsError, IllegalMoveError, InvalidError, StaleVersionError
from sextant.domain.experiment_metrics import Measure, Metric, MetricType
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import ExperimentEdit, Namespace, Variant
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import FlagEdit
from sextant.domain.versions import Basis
from sextant.store import experiments as store
from sextant.store import flags as flag_store
from sextant.store import flags_version
from sextant.usecases import experiment_rollout, experiments, flags
from sextant.usecases.experiment_rollout import Ending
from tests.integration.analytics import ministack, ministack_tables, tables
from tests.integration.conftest import ADMIN

__all__ = ["ministack", "ministack_tables", "tables"]

ADMINS = 6
ROUNDS = 3
ANY = Basis()
SOUND = ExperimentEdit(
    variants=(Variant(id="a", name="A", weight=1), Variant(id="b", name="B", weight=1)),
    metrics=(Metric(id="paid", name="Paid", type=MetricType.BINOMIAL, numerator=Measure("paid")),),
    namespace=Namespace("checkout", 0, 5_000),
)


def outcomes(changes: Sequence[Callable[[], object]]) -> list[type[Exception] | None]:
    """How the changes come out when everybody saves at the same moment."""
    start = Barrier(len(changes))

    def save(change: Callable[[], object]) -> type[Exception] | None:
        start.wait()
        try:
            change()
        except (AlreadyExistsError, IllegalMoveError, InvalidError, StaleVersionError) as error:
            return type(error)
        return None

    with ThreadPoolExecutor(len(changes)) as pool:
        return list(pool.map(save, changes))


def test_one_key_goes_to_one_flag_or_one_experiment(tables: object) -> None:
    """Whoever is first has it; the others are told so."""
    for number in range(ROUNDS):
        key = f"key-{number}"

        def make_flag(key: str = key) -> object:
            return flags.make(key, ValueType.BOOLEAN, FlagEdit(), ADMIN)

        def make_experiment(key: str = key) -> object:
            return experiments.make(key, SOUND, ADMIN)

        told = outcomes([make_flag, make_experiment] * (ADMINS // 2))
        assert sorted(map(str, told)) == sorted(map(str, [None, *[AlreadyExistsError] * (ADMINS - 1)]))
        assert (flag_store.get(key) is None) != (store.get(key) is None)


def test_users_of_a_group_go_to_one_experiment(tables: object) -> None:
    """Of many that start at once and want the same, one does."""
    keys = [f"experiment-{number}" for number in range(ADMINS)]
    for key in keys:
        experiments.make(key, SOUND, ADMIN)
    told = outcomes([lambda key=key: experiments.start(key, ANY, ADMIN) for key in keys])  # type: ignore[misc] # a default binds it
    assert sorted(map(str, told)) == sorted(map(str, [None, *[InvalidError] * (ADMINS - 1)]))
    assert [each.status for each in store.all_experiments()].count(ExperimentStatus.RUNNING) == 1


def test_an_experiment_ends_once(tables: object) -> None:
    """Everybody names another winner; one of them has it, and the flag serves that one."""
    variants = tuple(Variant(id=f"v{number}", name="V", weight=1) for number in range(ADMINS))
    experiments.make("button", ExperimentEdit(variants=variants, metrics=SOUND.metrics), ADMIN)
    experiments.start("button", ANY, ADMIN)

    def complete(winner: str) -> Callable[[], object]:
        return lambda: experiment_rollout.complete("button", Ending(winner, "r", "pay_button"), ANY, ADMIN)

    told = outcomes([complete(each.id) for each in variants])
    assert told.count(IllegalMoveError) == ADMINS - 1
    ended, flag = experiments.get("button"), flags.get("pay_button")
    assert ended.conclusion
    assert (ended.conclusion.rolled_out_to, flag.value) == ("pay_button", ended.conclusion.winner)


def test_the_same_ending_sent_many_times_at_once_is_one(tables: object) -> None:
    """A client that repeats what got no answer in time; nothing is recorded twice."""
    experiments.make("button", SOUND, ADMIN)
    experiments.start("button", ANY, ADMIN)
    ending = Ending("b", "r", "pay_button")
    told = outcomes([lambda: experiment_rollout.complete("button", ending, ANY, ADMIN)] * ADMINS)
    assert told == [None] * ADMINS
    ended = experiments.get("button")
    assert (ended.version, flags.get("pay_button").version) == (4, 1)
    assert flags_version.read(consistent=True).number == ended.version + 1


def test_changes_of_one_version_are_made_once(tables: object) -> None:
    """Of many who edit what they read, one does; the others look again."""
    made = experiments.make("button", SOUND, ADMIN)
    edits = [ExperimentEdit(name=f"N{number}") for number in range(ADMINS)]
    told = outcomes(
        [lambda edit=edit: experiments.change("button", edit, Basis(made.version), ADMIN) for edit in edits]  # type: ignore[misc] # as above
    )
    assert told.count(StaleVersionError) == ADMINS - 1
    assert experiments.get("button").version == made.version + 1
