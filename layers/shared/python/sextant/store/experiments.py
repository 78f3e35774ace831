"""The table of experiments: one constant partition, so that loading or listing them is a consistent query.

| collection | key | what |
|---|---|---|
| `experiments` | the experiment's key | an experiment |
| `count` | `experiments` | how many there are; see `experiment_changes` |
| of its own, with `Experiment.counted_as` in its name | | what is kept of one experiment for good: looks, results |

What is kept for good stays when an experiment is deleted: a new one of the same key has another `counted_as`.
"""

from collections.abc import Iterator

from sextant.domain.experiments import Experiment
from sextant.store.experiment_items import EXPERIMENTS, ExperimentItem, experiment_of
from sextant.store.faults import translated


@translated()
def get(key: str) -> Experiment | None:
    """One experiment, read consistently."""
    try:
        return experiment_of(ExperimentItem.get(EXPERIMENTS, key, consistent_read=True))
    except ExperimentItem.DoesNotExist:
        return None


def listed(*, after: str | None = None, page_size: int | None = None) -> Iterator[Experiment]:
    """The experiments behind the key `after` in the order of their keys, read consistently and as far as asked for.

    Args:
        after: A key, or None to begin at the first.
        page_size: How many to read at a time; as many as 1 MB holds if not given.
    """
    behind = ExperimentItem.key > after if after else None
    with translated():
        for item in ExperimentItem.query(EXPERIMENTS, behind, consistent_read=True, page_size=page_size):
            yield experiment_of(item)


def all_experiments() -> list[Experiment]:
    """Every experiment, read consistently."""
    return list(listed())
