"""What time changes of a flag: against a naive replay, and whatever is made part of it on the way."""

from datetime import datetime, timedelta
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import targeting
from sextant.domain.flag_schedule import ProgressiveRollout, RolloutStep, ScheduledChange
from sextant.domain.flags import FULL_ROLLOUT, Flag, FlagEdit
from tests.unit.domain.sample_flags import NOW, flag, known

HOURS = st.integers(-20, 20)
MOMENTS = HOURS.map(lambda hours: NOW + timedelta(hours=hours))
ROLLOUTS = st.integers(0, FULL_ROLLOUT)


@st.composite
def progressive_rollouts(draw: st.DrawFn) -> ProgressiveRollout | None:
    """Up to five steps: later and later, and never less."""
    hours = sorted(draw(st.sets(HOURS, max_size=5)))
    shares = sorted(draw(st.lists(ROLLOUTS, min_size=len(hours), max_size=len(hours))))
    steps = [RolloutStep(NOW + timedelta(hours=hour), share) for hour, share in zip(hours, shares, strict=True)]
    return ProgressiveRollout(tuple(steps)) if steps else None


@st.composite
def flags(draw: st.DrawFn) -> Flag:
    """Flags that time changes, with several changes at one moment now and then."""
    changes = st.builds(ScheduledChange, MOMENTS, st.none() | st.booleans(), st.none() | ROLLOUTS)
    return flag(
        enabled=draw(st.booleans()),
        rollout=draw(ROLLOUTS),
        schedule=tuple(draw(st.lists(changes, max_size=6))),
        progressive_rollout=draw(progressive_rollouts()),
    )


def replayed(of: Flag, now: datetime) -> tuple[bool, int]:
    """Each hour from the first to `now`: first the steps of that hour, then the schedule as it is written."""
    enabled, rollout = of.enabled, of.rollout
    hour = NOW - timedelta(hours=20)
    while hour <= now:
        for step in of.progressive_rollout.steps if of.progressive_rollout else ():
            rollout = step.rollout if step.at == hour else rollout
        for change in of.schedule:
            if change.at == hour:
                enabled = enabled if change.enabled is None else change.enabled
                rollout = rollout if change.rollout is None else change.rollout
        hour += timedelta(hours=1)
    return enabled, rollout


def state(of: Flag, now: datetime) -> tuple[bool, int]:
    """What a flag is at a moment."""
    effective = of.effective(now)
    return effective.enabled, effective.rollout


@given(of=flags(), now=MOMENTS)
def test_a_flag_is_what_a_naive_replay_makes_of_it(of: Flag, now: datetime) -> None:
    """Hour by hour, the roll-out's steps before the schedule."""
    assert state(of, now) == replayed(of, now)


@given(of=flags(), now=MOMENTS)
def test_nothing_changes_before_the_next_change(of: Flag, now: datetime) -> None:
    """And what is said to come next is the first moment for which anything is planned."""
    coming = of.effective(now).next_change_at
    planned = [each.at for each in of.schedule]
    planned += [step.at for step in of.progressive_rollout.steps] if of.progressive_rollout else []
    assert coming == min((at for at in planned if at > now), default=None)
    last = (coming or NOW + timedelta(days=99)) - timedelta(seconds=1)
    assert state(of, last) == state(of, now)


@given(of=flags(), early=MOMENTS, late=MOMENTS)
def test_folding_changes_nothing_at_any_later_moment(of: Flag, early: datetime, late: datetime) -> None:
    """What was due is part of the flag, and everything else comes as planned."""
    early, late = sorted([early, late])
    folded = of.folded(early)
    assert state(folded, late) == state(of, late)
    assert folded.effective(early).next_change_at == of.effective(early).next_change_at
    assert all(change.at > early for change in folded.schedule)


@given(of=flags(), moments=st.lists(MOMENTS, max_size=4), late=MOMENTS)
def test_edits_of_other_things_do_not_disturb_the_timetable(of: Flag, moments: list[datetime], late: datetime) -> None:
    """However often the name is changed on the way."""
    edited = of
    for number, moment in enumerate(sorted(moments)):
        edited = edited.edited(FlagEdit(name=f"Name {number}"), by="ann", now=moment)
    end = max([late, *moments])
    assert state(edited, end) == state(of, end)


@given(
    progressive=progressive_rollouts(),
    user_id=st.text(min_size=1, max_size=8),
    moments=st.lists(MOMENTS, min_size=2, max_size=5),
)
def test_nobody_leaves_a_progressive_rollout(
    progressive: ProgressiveRollout | None, user_id: str, moments: list[datetime]
) -> None:
    """Who has the flag at one moment has it ever after."""
    of = flag(rollout=0, progressive_rollout=progressive)
    attributes = known(user_id)
    values = [targeting.deciders([of], moment)["flag"](attributes).value for moment in sorted(moments)]
    assert values == list(accumulate(values, lambda before, now: before or now))


def test_of_one_moment_the_schedule_comes_last() -> None:
    """An admin's own word beats the step of the same moment, and of two words the later one counts."""
    at = NOW + timedelta(hours=1)
    of = flag(
        progressive_rollout=ProgressiveRollout((RolloutStep(at, 3_000),)),
        schedule=(ScheduledChange(at, rollout=1_000), ScheduledChange(at, rollout=2_000, enabled=False)),
    )
    assert state(of, at) == (False, 2_000)
    assert state(of, at - timedelta(microseconds=1)) == (True, FULL_ROLLOUT)


def test_a_rollout_by_hand_ends_a_progressive_one() -> None:
    """Unless the same edit brings another; an edit of something else lets it go on."""
    progressive = ProgressiveRollout((RolloutStep(NOW + timedelta(hours=1), 3_000),))
    other = ProgressiveRollout((RolloutStep(NOW + timedelta(hours=2), 4_000),))
    of = flag(progressive_rollout=progressive)
    assert of.edited(FlagEdit(rollout=500), by="ann", now=NOW).progressive_rollout is None
    assert of.edited(FlagEdit(rollout=500, progressive_rollout=other), by="ann", now=NOW).progressive_rollout == other
    assert of.edited(FlagEdit(enabled=False), by="ann", now=NOW).progressive_rollout == progressive


def test_what_an_edit_plans_for_the_past_applies_at_once() -> None:
    """Whoever sends back a plan that came due meanwhile does not undo it."""
    due = ScheduledChange(NOW - timedelta(minutes=1), enabled=True)
    coming = ScheduledChange(NOW + timedelta(minutes=1), enabled=False)
    edited = flag(enabled=False).edited(FlagEdit(schedule=(due, coming)), by="ann", now=NOW)
    assert (edited.enabled, edited.schedule) == (True, (coming,))


def test_the_first_change_of_all_flags_is_told() -> None:
    """Of those that are served: what is archived changes for nobody."""
    soon, later = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    archived = flag(key="archived", schedule=(ScheduledChange(soon, enabled=False),), archived=True)
    waiting = flag(key="waiting", schedule=(ScheduledChange(later, enabled=False),))
    assert targeting.next_change([archived, waiting, flag()], NOW) == later
    assert targeting.next_change([waiting], later) is None
