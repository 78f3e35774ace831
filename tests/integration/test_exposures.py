"""Who has seen two variants, what a restart changes, and who comes under two names: counted, shown, and told apart."""

from dataclasses import replace
from datetime import UTC, datetime

from sextant.domain import allocations, hashing
from sextant.domain.experiment_counts import RESTARTED, SIGNED_IN, Tally
from sextant.domain.experiments import Crossover, Experiment, Treatment, Variant
from sextant.store import assignments
from sextant.store.base import connection
from sextant.usecases import experiment_results
from tests.integration.conftest import Call
from tests.integration.dynamodb_faults import counted as requests
from tests.integration.enrolling import VARIANTS, convert, counted, get_variant, running, stored, variant_of

NOW = datetime.now(UTC)
CLICK = {"clicked": {"users": 1, "y": 1}}
BY_SIGN_IN = {SIGNED_IN: {"users": 1}}
BY_RESTART = {RESTARTED: {"users": 1}}


def other_than(variant: str) -> str:
    """The other one of the two."""
    return next(each.id for each in VARIANTS if each.id != variant)


def drawn(experiment: Experiment, user: str, phase: int = -1) -> str:
    """What the allocation of a phase gives a user."""
    bucket = hashing.bucketer(experiment.seed, 2)(user)
    return allocations.variant_of(experiment.phases[phase].allocation, bucket)


def reweighted(experiment: Experiment, weights: tuple[float, float], treatment: Treatment) -> Experiment:
    """The experiment in a new phase."""
    variants = tuple(replace(each, weight=weight) for each, weight in zip(VARIANTS, weights, strict=True))
    opened = experiment.in_new_phase(variants, treatment, "because", by="admin", now=NOW)
    return stored(opened, experiment)


def user_of(experiment: Experiment, variant: str) -> str:
    """A user whom the experiment gives this variant."""
    return next(user for number in range(1_000) if drawn(experiment, user := f"user-{number}") == variant)


def test_a_tester_gets_the_variant_that_an_admin_chose_and_is_not_counted(client_api: Call) -> None:
    """Whatever the rules say of them, and nothing that they do counts."""
    experiment = running(overrides={"maya": "blue"}, traffic=0)
    said = get_variant(client_api, userId="maya").json
    assert (said["variant"]["id"], said["reason"], said["enrolled"], said["phase"]) == ("blue", "override", False, None)
    assert convert(client_api, "maya", "clicked").json["reason"] == "not_enrolled"
    assert counted(experiment) == {}


def test_who_becomes_a_tester_of_another_variant_has_crossed(client_api: Call) -> None:
    """What they did is added to what crossed users did, and so is what they do from then on."""
    experiment = running()
    first = variant_of(client_api, "maya")
    convert(client_api, "maya", "clicked")
    named = replace(experiment, overrides={"maya": other_than(first)})
    stored(named, experiment)
    for _ in range(2):
        said = get_variant(client_api, userId="maya").json
        assert (said["variant"]["id"], said["reason"], said["enrolled"]) == (other_than(first), "override", True)
    assert counted(experiment, crossed=True) == {first: Tally(1, CLICK)}
    convert(client_api, "maya", "opened", eventId="a")
    opened = {"opened": {"users": 1, "y": 1, "yy": 1}}
    assert counted(experiment) == {first: Tally(1, CLICK | opened)}
    assert counted(experiment, crossed=True) == {first: Tally(1, CLICK | opened)}


def test_a_tester_of_the_variant_that_they_had_has_not_crossed(client_api: Call) -> None:
    """They have seen one variant, and it costs one read to know."""
    experiment = running()
    first = variant_of(client_api, "maya")
    stored(replace(experiment, overrides={"maya": first}), experiment)
    get_variant(client_api, userId="maya")
    with requests(connection().client) as seen:
        get_variant(client_api, userId="maya")
    assert seen == [("GetItem", False)]
    assert counted(experiment, crossed=True) == {}


def test_a_guest_who_signs_in_to_another_variant_is_one_unit_that_crossed(client_api: Call) -> None:
    """The user gets what devices draw for them, and all that they do counts where they were first, once."""
    experiment = running()
    guest, user = user_of(experiment, "blue"), user_of(experiment, "control")
    assert get_variant(client_api, anonymousId=guest).json["variant"]["id"] == "blue"
    convert(client_api, None, "clicked", anonymousId=guest)
    convert(client_api, None, "opened", anonymousId=guest, eventId="a")
    for _ in range(2):
        said = get_variant(client_api, userId=user, anonymousId=guest).json
        assert (said["variant"]["id"], said["enrolled"]) == ("control", True)
    convert(client_api, user, "clicked")
    convert(client_api, user, "opened", eventId="b")
    convert(client_api, user, "opened", eventId="b")
    done = CLICK | {"opened": {"users": 1, "y": 2, "yy": 4}}
    assert counted(experiment) == {"blue": Tally(1, done)}
    assert counted(experiment, crossed=True) == {"blue": Tally(1, done | BY_SIGN_IN)}


def test_a_guest_who_signs_in_to_the_same_variant_is_one_unit_that_has_not_crossed(client_api: Call) -> None:
    """They have seen one variant, by two names, and converted once."""
    experiment = running()
    get_variant(client_api, anonymousId="maya")
    get_variant(client_api, userId="maya", anonymousId="maya")
    convert(client_api, "maya", "clicked")
    convert(client_api, None, "clicked", anonymousId="maya")
    assert counted(experiment) == {drawn(experiment, "maya"): Tally(1, CLICK)}
    assert counted(experiment, crossed=True) == {}


def test_whoever_signed_in_is_known_by_one_read(client_api: Call) -> None:
    """Whether the guest's id is sent again or not."""
    experiment = running()
    guest, user = user_of(experiment, "blue"), user_of(experiment, "control")
    get_variant(client_api, anonymousId=guest)
    get_variant(client_api, userId=user, anonymousId=guest)
    for told in ({"userId": user, "anonymousId": guest}, {"userId": user}):
        with requests(connection().client) as seen:
            assert get_variant(client_api, **told).json["variant"]["id"] == "control"
        assert seen == [("GetItem", False)]


def test_a_guest_and_a_user_who_were_enrolled_apart_have_crossed_under_both_names(client_api: Call) -> None:
    """Two units, each counted by what it saw first; calling again changes nothing."""
    experiment = running()
    guest, user = user_of(experiment, "blue"), user_of(experiment, "control")
    assert get_variant(client_api, userId=user).json["variant"]["id"] == "control"
    assert get_variant(client_api, anonymousId=guest).json["variant"]["id"] == "blue"
    for _ in range(2):
        assert get_variant(client_api, userId=user, anonymousId=guest).json["variant"]["id"] == "control"
    assert counted(experiment) == {"blue": Tally(1), "control": Tally(1)}
    both = Tally(1, BY_SIGN_IN)
    assert counted(experiment, crossed=True) == {"blue": both, "control": both}


def test_a_second_user_of_a_device_is_somebody_else(client_api: Call) -> None:
    """Only the first who signs in was the guest; what another does is not theirs."""
    experiment = running()
    guest, user = user_of(experiment, "blue"), user_of(experiment, "control")
    get_variant(client_api, anonymousId=guest)
    get_variant(client_api, userId=guest, anonymousId=guest)
    get_variant(client_api, userId=user, anonymousId=guest)
    convert(client_api, user, "clicked")
    assert counted(experiment) == {"blue": Tally(1), "control": Tally(1, CLICK)}


def test_a_tester_who_signed_in_crosses_as_the_one_unit_they_are(client_api: Call) -> None:
    """Named for another variant after they signed in to the one they had: that is no crossing by sign-in."""
    experiment = running()
    guest = user_of(experiment, "blue")
    get_variant(client_api, anonymousId=guest)
    get_variant(client_api, userId=guest, anonymousId=guest)
    stored(replace(experiment, overrides={guest: "control"}), experiment)
    assert variant_of(client_api, guest) == "control"
    assert counted(experiment, crossed=True) == {"blue": Tally(1)}


def test_after_a_restart_whoever_signed_in_counts_by_themselves(client_api: Call) -> None:
    """In the new phase the guest that they were has no part; they crossed by signing in, and that stays known."""
    experiment = running()
    guest, user = user_of(experiment, "blue"), user_of(experiment, "control")
    get_variant(client_api, anonymousId=guest)
    get_variant(client_api, userId=user, anonymousId=guest)
    again = reweighted(experiment, (0, 1), Treatment.RESTART)
    assert get_variant(client_api, userId=user, anonymousId=guest).json["phase"] == 2
    convert(client_api, user, "clicked")
    assert counted(again, phase=2) == {"blue": Tally(1, CLICK)}
    assert counted(again, phase=2, crossed=True) == {"blue": Tally(1, CLICK | BY_SIGN_IN)}


def test_a_guest_is_no_user_of_that_name(client_api: Call) -> None:
    """Their parts are kept apart, and a tester's variant is not for guests."""
    experiment = running(overrides={"maya": "blue"})
    assert get_variant(client_api, anonymousId="maya").json["reason"] == "enrolled"
    assert get_variant(client_api, userId="maya").json["reason"] == "override"
    assert sum(tally.users for tally in counted(experiment).values()) == 1


def test_new_weights_that_keep_who_takes_part_move_nobody(client_api: Call) -> None:
    """They count on in their phase; who is new counts in the new one, by its weights."""
    experiment = running()
    user = user_of(experiment, "control")
    variant_of(client_api, user)
    moved = reweighted(experiment, (0, 1), Treatment.KEEP)
    said = get_variant(client_api, userId=user).json
    assert (said["variant"]["id"], said["phase"]) == ("control", 1)
    convert(client_api, user, "clicked")
    assert get_variant(client_api, userId="somebody new").json["phase"] == 2
    assert counted(moved) == {"control": Tally(1, CLICK)}
    assert counted(moved, phase=2) == {"blue": Tally(1)}


def test_a_restart_assigns_everybody_anew_and_begins_at_zero(client_api: Call) -> None:
    """Whom it moves has seen two variants by the restart, whom it does not has seen one."""
    experiment = running()
    moves, stays = user_of(experiment, "control"), user_of(experiment, "blue")
    for user in (moves, stays):
        variant_of(client_api, user)
        convert(client_api, user, "clicked")
    again = reweighted(experiment, (0, 1), Treatment.RESTART)
    assert convert(client_api, moves, "clicked").json["reason"] == "not_enrolled"
    for user in (moves, stays):
        for _ in range(2):
            said = get_variant(client_api, userId=user).json
            assert (said["variant"]["id"], said["phase"], said["reason"]) == ("blue", 2, "enrolled")
    assert convert(client_api, moves, "clicked").json["reason"] == "counted"
    assert counted(again, phase=2) == {"blue": Tally(2, CLICK)}
    assert counted(again, phase=2, crossed=True) == {"blue": Tally(1, CLICK | BY_RESTART)}
    assert counted(again) == {"control": Tally(1, CLICK), "blue": Tally(1, CLICK)}
    assert counted(again, crossed=True) == {}


def test_whoever_had_crossed_before_a_restart_has_not_crossed_since(client_api: Call) -> None:
    """What went wrong in the phase that is over is no fault of the new one; what goes wrong in it is."""
    experiment = running()
    crossed, alone = user_of(experiment, "control"), user_of(experiment, "blue")
    variant_of(client_api, crossed)
    named = stored(replace(experiment, overrides={crossed: "blue"}), experiment)
    variant_of(client_api, crossed)
    assert counted(experiment, crossed=True) == {"control": Tally(1)}
    again = reweighted(stored(replace(named, overrides={}), named), (1, 1), Treatment.RESTART)
    variant_of(client_api, crossed)
    variant_of(client_api, alone)
    assert counted(again, phase=2, crossed=True) == {"control": Tally(1, BY_RESTART)}
    stored(replace(again, overrides={alone: "control"}), again)
    variant_of(client_api, alone)
    assert counted(again, phase=2, crossed=True) == {"control": Tally(1, BY_RESTART), "blue": Tally(1)}


def test_a_restart_that_moves_many_breaks_nothing(client_api: Call) -> None:
    """Each counts under the variant that the new phase gave them, and those it moved can be left out."""
    experiment = running()
    users = [f"u{number}" for number in range(40)]
    before = {user: variant_of(client_api, user) for user in users}
    again = reweighted(experiment, (9, 1), Treatment.RESTART)
    after = {user: variant_of(client_api, user) for user in users}
    moved = sum(before[user] != after[user] for user in users)
    assert moved > len(users) * 0.05
    found = experiment_results.result(again.key, datetime.now(UTC), phase=None, crossover=None)
    assert found.decision.verdict == "keep_running"
    assert (found.crossovers.users, found.crossovers.restarted, found.crossovers.signed_in) == (moved, moved, 0)
    assert f"{moved} of them before a restart." in found.crossovers.text
    assert any("had seen another variant before the restart" in warning for warning in found.warnings)
    numbers = list(after.values())
    assert [each.users for each in found.variants] == [numbers.count("control"), numbers.count("blue")]
    control, blue = found.metrics[0].variants
    assert control.excluded is not None
    assert blue.excluded is not None
    assert (control.excluded.users, blue.excluded.users) == (control.users - moved, blue.users)
    left_out = experiment_results.result(again.key, datetime.now(UTC), phase=None, crossover=Crossover.EXCLUDE)
    assert any("fewer of those who came back" in warning for warning in left_out.warnings)


def test_after_a_restart_whom_it_is_no_longer_for_gets_none(client_api: Call) -> None:
    """What was counted of them stays in the phase that is over."""
    experiment = running()
    variant_of(client_api, "maya")
    again = reweighted(experiment, (1, 3), Treatment.RESTART)
    stored(replace(again, traffic=0), again)
    assert get_variant(client_api, userId="maya").json["reason"] == "not_in_traffic"


def test_whose_variant_was_taken_away_is_assigned_anew(client_api: Call) -> None:
    """Nobody is left with a variant that there is no longer."""
    experiment = running(variants=(*VARIANTS, Variant(id="red", name="Red", weight=1)))
    user = user_of(experiment, "red")
    assert variant_of(client_api, user) == "red"
    opened = experiment.in_new_phase(VARIANTS, Treatment.KEEP, "red was ugly", by="admin", now=NOW)
    stored(opened, experiment)
    said = get_variant(client_api, userId=user).json
    assert (said["variant"]["id"], said["phase"]) == (drawn(opened, user), 2)
    assert counted(opened, phase=2, crossed=True) == {drawn(opened, user): Tally(1)}


def test_of_two_processes_that_enrol_a_user_at_once_the_first_wins(client_api: Call) -> None:
    """The other reads what the first has written, and says the same."""
    experiment = running(condition={"plan": "pro"})
    first = variant_of_pro(client_api, "maya")
    stale = assignments.read(experiment.counted_as, "maya")
    assert stale is not None
    other = replace(stale, variant=other_than(first), seen=(other_than(first),))
    refused = assignments.write(experiment.counted_as, "maya", None, other, counted={})
    assert refused is not None
    assert refused.stale
    assert variant_of_pro(client_api, "maya") == first
    assert counted(experiment) == {first: Tally(1)}


def variant_of_pro(client_api: Call, user: str) -> str:
    """The variant that a user gets who pays for more."""
    got: str = get_variant(client_api, userId=user, attributes='{"plan": "pro"}').json["variant"]["id"]
    return got


def test_while_paused_nobody_is_noted_as_crossed(client_api: Call) -> None:
    """Nothing is counted; once it runs again, the next call notes it."""
    experiment = running()
    first = variant_of(client_api, "maya")
    named = stored(replace(experiment, overrides={"maya": other_than(first)}), experiment)
    paused = stored(named.paused(by="admin", now=NOW), named)
    assert variant_of(client_api, "maya") == other_than(first)
    assert counted(experiment, crossed=True) == {}
    stored(paused.resumed(by="admin", now=NOW), paused)
    assert variant_of(client_api, "maya") == other_than(first)
    assert counted(experiment, crossed=True) == {first: Tally(1)}
