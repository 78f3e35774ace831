"""The life of an experiment: what may follow what."""

from itertools import product

import pytest

from sextant.domain import experiment_status
from sextant.domain.errors import IllegalMoveError
from sextant.domain.experiment_status import ExperimentStatus, Move

DRAFT, RUNNING, PAUSED, COMPLETED = ExperimentStatus
LEGAL = {
    (DRAFT, Move.START): RUNNING,
    (RUNNING, Move.PAUSE): PAUSED,
    (PAUSED, Move.RESUME): RUNNING,
    (RUNNING, Move.COMPLETE): COMPLETED,
    (PAUSED, Move.COMPLETE): COMPLETED,
}


@pytest.mark.parametrize(("status", "move"), list(product(ExperimentStatus, Move)))
def test_each_move_leads_where_it_should_or_is_refused(status: ExperimentStatus, move: Move) -> None:
    """All sixteen pairs; who is refused hears what can be done."""
    if (status, move) in LEGAL:
        assert experiment_status.after(status, move) is LEGAL[status, move]
        return
    with pytest.raises(IllegalMoveError) as caught:
        experiment_status.after(status, move)
    assert caught.value.status == status
    assert set(caught.value.allowed) == {each for at, each in LEGAL if at is status}
    assert status in caught.value.message
    assert all(each in caught.value.message for each in caught.value.allowed)


def test_what_is_over_stays_over() -> None:
    """Nothing can be done to it any more, and it says so."""
    assert experiment_status.allowed(COMPLETED) == ()
    with pytest.raises(IllegalMoveError, match="Nothing can be done to it any more"):
        experiment_status.after(COMPLETED, Move.RESUME)
