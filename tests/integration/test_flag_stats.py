"""A flag's statistics: how often it was evaluated, and for how many known users it would be worth what."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sextant.aws.settings import settings
from sextant.domain import targeting
from sextant.domain.coverage import Walk
from sextant.domain.days import Period, today
from sextant.domain.errors import UnavailableError
from sextant.domain.evaluations import Counted, Outcome, Row
from sextant.domain.flags import Flag
from sextant.domain.principals import Role
from sextant.domain.profiles import SHARDS, Attribute, Profile, Registration, known_attributes
from sextant.store import evaluation_counts, everybody, flags, profiles
from sextant.store.base import connection, forget_connection
from sextant.usecases import evaluation_days, flag_coverage, flag_usage
from sextant.usecases.evaluation_counts import EvaluationCounts
from sextant.usecases.evaluation_counts import evaluation_counts as evaluation_counts_of_process
from tests.integration.analytics import throttled
from tests.integration.conftest import ADMIN, SERVER_KEY, Call
from tests.integration.dynamodb_faults import counted

FLAGS = "/api/admin/feature-flags"
NOW = datetime.now(UTC)
ROLES = (Role.CLIENT, Role.CA, Role.ADMIN, None)

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def this_day() -> date:
    """The business's date."""
    return today(NOW, settings.business_time_zone)


def make(admin_api: Call, key: str = "flag", **edit: object) -> dict[str, Any]:
    """A flag that is on."""
    answer = admin_api("POST", FLAGS, body={"key": key, "name": key, "enabled": True, **edit}, caller=ADMIN)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json
    return made


def stats(admin_api: Call, key: str = "flag", query: str = "") -> dict[str, Any]:
    """A flag's statistics."""
    answer = admin_api("GET", f"{FLAGS}/{key}/stats?{query}", caller=ADMIN)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def user(number: int, role: Role | None = None, **attributes: object) -> Profile:
    """Somebody who is known, and stored."""
    profile = Profile(
        user_id=f"user-{number}",
        ordinal=number,
        registration=Registration(1, f"r-{number}", role) if role else None,
        attributes={name: Attribute(1, f"a-{number}", value) for name, value in attributes.items()},  # type: ignore[arg-type]
    )
    assert profiles.create(profile)
    return profile


def evaluated(day: date, flag: str = "flag", *, on: int = 0, off: int = 0, process: str = "p") -> None:
    """Store how often a flag came out on and off on a day."""
    at = int(datetime.combine(day, datetime.min.time(), UTC).timestamp() * 1000)
    rows = [
        Row(flag, outcome, Counted(times, at))
        for outcome, times in ((Outcome("on", "true"), on), (Outcome("off", "false"), off))
        if times
    ]
    evaluation_counts.put(day, process, 0, rows, revision=1)


def walked(flag: Flag, *, now: datetime = NOW) -> Walk:
    """The coverage of a flag after one request."""
    return flag_coverage.coverage(flag, list(flags.listed()), now)


def expected(flag: Flag, everyone: list[Profile]) -> Mapping[str, Mapping[str, int]]:
    """By variant and role, found one by one."""
    decide = targeting.deciders(flags.listed(), NOW)[flag.key]
    found: dict[str, dict[str, int]] = {}
    for profile in everyone:
        role = profile.registration.role if profile.registration else None
        decision = decide({"roles": [], "segments": [], **known_attributes(profile), "id": profile.user_id})
        by_role = found.setdefault(decision.variant, {})
        by_role[role or "unknown"] = by_role.get(role or "unknown", 0) + 1
    return found


@contextmanager
def small_pages(users: int) -> Iterator[None]:
    """Pages hold so many users, as if each of them took much room."""

    def limit(params: dict[str, Any], **_event: object) -> None:
        if params.get("IndexName") == "byShard":
            params["Limit"] = users

    client = connection().client
    client.meta.events.register_first("before-parameter-build.dynamodb.Query", limit)
    try:
        yield
    finally:
        client.meta.events.unregister("before-parameter-build.dynamodb.Query", limit)


def variants(walk: Walk) -> Mapping[str, Mapping[str, int]]:
    """By variant and role."""
    return {value.variant: by_role for value, by_role in walk.users.items()}


def test_evaluations_are_told_by_value_and_day(admin_api: Call, this_day: date) -> None:
    """Over all processes and days, with the days on which there were none."""
    make(admin_api)
    yesterday = this_day - timedelta(days=1)
    evaluated(yesterday, on=3, off=1)
    evaluated(yesterday, on=2, process="q")
    evaluated(this_day, off=2)
    evaluated(this_day, "another", on=9, process="q")

    found = stats(admin_api, query=f"from={this_day - timedelta(days=2)}")

    on, off = {"value": True, "variant": "on"}, {"value": False, "variant": "off"}
    assert found["evaluations"] == {
        "total": 8,
        "byValue": [{**on, "count": 5, "share": 0.625}, {**off, "count": 3, "share": 0.375}],
        "daily": [
            {"day": str(this_day - timedelta(days=2)), "total": 0, "byValue": []},
            {"day": str(yesterday), "total": 6, "byValue": [{**on, "count": 5}, {**off, "count": 1}]},
            {"day": str(this_day), "total": 2, "byValue": [{**off, "count": 2}]},
        ],
    }
    assert found["timeZone"] == "Europe/London"
    assert found["lastEvaluatedAt"] == f"{this_day}T00:00:00.000Z"


def test_what_a_process_counted_is_told(admin_api: Call) -> None:
    """From the decision that was handed out to the statistics."""
    make(admin_api, valueType="json", value={"b": 1, "a": [1.5]}, defaultValue={})
    counts = EvaluationCounts()
    decide = targeting.deciders(flags.listed(), NOW)["flag"]
    counts.add_all({"flag": decide({"id": "u"})})
    counts.add("flag", decide({}))
    counts.flush_due()

    told = stats(admin_api)["evaluations"]["byValue"]

    assert {each["variant"]: (each["value"], each["count"]) for each in told} == {
        "{}": ({}, 1),
        '{"b":1,"a":[1.5]}': ({"a": [1.5], "b": 1}, 1),
    }


def test_what_applications_ask_is_told(admin_api: Call, client_api: Call) -> None:
    """Whichever way they ask; the process's first invocation stores at once, and explaining counts nothing."""
    make(admin_api)
    context = {"context": {"targetingKey": "maya"}}

    def as_a_new_process(method: str, url: str, body: object = None) -> None:
        evaluation_counts_of_process.cache_clear()
        assert client_api(method, url, body=body, caller=SERVER_KEY).status == 200

    as_a_new_process("GET", "/api/feature-flags?userId=maya")
    as_a_new_process("GET", "/api/feature-flags/flag/check?userId=maya")
    as_a_new_process("POST", "/ofrep/v1/evaluate/flags/flag", body=context)
    as_a_new_process("POST", "/ofrep/v1/evaluate/flags", body=context)
    admin_api("POST", f"{FLAGS}/flag/explain", body=context, caller=ADMIN)

    assert stats(admin_api)["evaluations"]["total"] == 4


def test_thirty_days_are_told_unless_asked_otherwise(admin_api: Call, this_day: date) -> None:
    """The last of them is today."""
    make(admin_api)
    found = stats(admin_api)

    assert (found["from"], found["to"]) == (str(this_day - timedelta(days=29)), str(this_day))
    assert [day["day"] for day in found["evaluations"]["daily"]][::29] == [found["from"], found["to"]]
    assert found["evaluations"]["total"] == 0
    assert found["lastEvaluatedAt"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-01-02&to=2026-01-01", "from"),
        ("from=2024-01-01&to=2025-12-31", "to"),
        ("from=2999-01-01&to=2999-01-02", "from"),
        ("from=yesterday", "from"),
    ],
)
def test_days_that_are_no_period_are_refused(admin_api: Call, query: str, field: str) -> None:
    """With the parameter that is wrong."""
    make(admin_api)
    answer = admin_api("GET", f"{FLAGS}/flag/stats?{query}", caller=ADMIN)

    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == field


def test_an_unknown_flag_has_no_statistics(admin_api: Call) -> None:
    """A 404, as for reading it."""
    assert admin_api("GET", f"{FLAGS}/none/stats", caller=ADMIN).status == 404


def test_a_closed_day_tells_the_same(admin_api: Call, this_day: date) -> None:
    """Once its processes' items are added up, it is read from one item; what is counted later is not told."""
    make(admin_api)
    day = this_day - timedelta(days=2)
    evaluated(day, on=3)
    evaluated(day, on=2, off=1, process="q")
    before = stats(admin_api)["evaluations"]

    assert evaluation_days.close_next(NOW) == day
    assert evaluation_days.close_next(NOW) is None
    evaluated(day, on=1, process="late")

    assert stats(admin_api)["evaluations"] == before


def test_days_are_closed_one_after_the_other(this_day: date) -> None:
    """None is left out, however long nobody closed any."""
    closed = [evaluation_days.close_next(NOW - timedelta(days=5))]
    closed += [evaluation_days.close_next(NOW) for _ in range(6)]

    assert closed == [*(this_day - timedelta(days=back) for back in range(7, 1, -1)), None]


def test_a_day_with_many_flags_is_closed_in_parts(this_day: date) -> None:
    """More than one item holds, and all of it is found again."""
    rows = [Row(f"{number:0100}", Outcome("on", "true"), Counted(number, number)) for number in range(5_000)]
    evaluation_counts.close(this_day, rows)

    (found,) = evaluation_counts.of_closed_days(Period(this_day, this_day)).values()
    assert sorted(found) == rows
    assert evaluation_counts.last_closed_day() == this_day


def test_flags_tell_when_they_were_last_evaluated(this_day: date) -> None:
    """The newest day counts; days before are not read once all flags are found."""
    for back, key in ((0, "today"), (1, "today"), (1, "yesterday"), (29, "long_ago"), (30, "too_long_ago")):
        evaluated(this_day - timedelta(days=back), key, on=1, process=key)
    keys = ["today", "yesterday", "long_ago", "too_long_ago", "never"]

    found = flag_usage.last_evaluated(keys, NOW)

    assert {key: moment.date() for key, moment in found.items()} == {
        "today": this_day,
        "yesterday": this_day - timedelta(days=1),
        "long_ago": this_day - timedelta(days=29),
    }
    forget_connection()
    with counted(connection().client) as seen:
        flag_usage.last_evaluated(["today"], NOW)
    assert len(seen) == 1


def test_what_is_known_of_closed_days_is_not_read_again(this_day: date) -> None:
    """A listing of flags asks once a minute for days that are open, and never again for others."""
    for _ in range(35):
        evaluation_days.close_next(NOW - timedelta(days=40))
    evaluation_counts.close(this_day - timedelta(days=39), [])
    while evaluation_days.close_next(NOW):
        pass
    flag_usage.last_evaluated(["never"], NOW)
    with counted(connection().client) as seen:
        flag_usage.last_evaluated(["never"], NOW)
    assert seen == []


def test_the_users_are_counted_by_value_and_role(admin_api: Call) -> None:
    """Each user once, in the role of their registration; the percentages are of those numbers."""
    make(admin_api, roles=["CLIENT"], userIds=["user-4"])
    for number, role in enumerate([Role.CLIENT, Role.CLIENT, Role.CLIENT, Role.CA, Role.CA, None, None, None]):
        user(number, role)

    found = stats(admin_api)

    assert found["usersKnown"] == 8
    assert found["coverage"]["complete"] is True
    assert found["coverage"]["progress"] == 1.0
    assert found["coverage"]["users"] == {"total": 8, "byRole": {"CLIENT": 3, "CA": 2, "unknown": 3}}
    on = next(each for each in found["coverage"]["byValue"] if each["value"] is True)
    off = next(each for each in found["coverage"]["byValue"] if each["value"] is False)
    assert (on["users"], on["percentage"], off["users"], off["percentage"]) == (4, 50.0, 4, 50.0)
    assert on["byRole"] == {
        "CA": {"users": 1, "percentage": 50.0},
        "CLIENT": {"users": 3, "percentage": 100.0},
        "unknown": {"users": 0, "percentage": 0.0},
    }


def test_attributes_and_prerequisites_decide_too(admin_api: Call) -> None:
    """As the flag is now, with what the profiles say and what other flags are worth."""
    make(admin_api, "parent", rolloutPercentage=50)
    rule = {"id": "british", "condition": {"country": "GB", "roles": {"$ne": "CLIENT"}}, "force": True}
    make(admin_api, rules=[rule], rolloutPercentage=0, prerequisites=[{"flag": "parent"}])
    everyone = [
        user(number, ROLES[number % 4], country="GB" if number % 3 else "IE", roles="CA", id="x")
        for number in range(60)
    ]
    flag = flags.get("flag")
    assert flag

    found = variants(walked(flag))

    assert found == expected(flag, everyone)
    assert len(found) == 2


def test_an_archived_flag_is_served_to_nobody(admin_api: Call) -> None:
    """The users are known nevertheless."""
    make(admin_api)
    user(1)
    flag = flags.get("flag")
    assert flag

    walk = walked(replace(flag, archived=True))

    assert walk.by_role() == {"unknown": 1}
    assert {value.value for value in walk.users} == {"null"}


def test_what_is_not_finished_goes_on_with_the_next_request(admin_api: Call) -> None:
    """Nobody is counted twice or left out, however little each request gets done before it is cut short."""
    make(admin_api, rolloutPercentage=40)
    everyone = [user(number, ROLES[number % 4]) for number in range(50)]
    flag = flags.get("flag")
    assert flag
    walks: list[Walk] = []
    with small_pages(2):
        while not walks or walks[-1].ended_at is None:
            with throttled("Query", after=9):
                walks.append(flag_coverage.coverage(flag, [flag], NOW))

    assert len(walks) > 2
    progress = [walk.progress() for walk in walks]
    assert progress[0] < 1
    assert progress[-1] == 1
    assert variants(walks[-1]) == expected(flag, everyone)


def test_a_finished_coverage_is_kept_for_minutes(admin_api: Call) -> None:
    """Five of them; then, or when the rules change, everybody is gone through again."""
    make(admin_api)
    user(1)
    flag = flags.get("flag")
    assert flag
    assert walked(flag).by_role() == {"unknown": 1}
    user(2)
    assert walked(flag, now=NOW + timedelta(minutes=4)).by_role() == {"unknown": 1}
    assert walked(flag, now=NOW + timedelta(minutes=6)).by_role() == {"unknown": 2}
    user(3)
    assert admin_api("PUT", f"{FLAGS}/flag/rollout", body={"percentage": 5}, caller=ADMIN).status == 200
    changed = flags.get("flag")
    assert changed
    assert walked(changed, now=NOW + timedelta(minutes=6)).by_role() == {"unknown": 3}


def test_a_change_that_time_makes_begins_anew(admin_api: Call) -> None:
    """A schedule that is due gives the flag other rules, though nobody edited it."""
    later = NOW + timedelta(hours=1)
    make(admin_api, schedule=[{"at": later.isoformat(), "enabled": False}])
    user(1)
    flag = flags.get("flag")
    assert flag
    assert variants(walked(flag, now=later - timedelta(minutes=1))) == {"on": {"unknown": 1}}
    assert variants(walked(flag, now=later + timedelta(minutes=1))) == {"off": {"unknown": 1}}


def test_a_table_that_does_not_answer_is_a_503(admin_api: Call) -> None:
    """If not even one page of users was read; nothing is lost by that."""
    make(admin_api)
    user(1)
    flag = flags.get("flag")
    assert flag
    with throttled("Query"), pytest.raises(UnavailableError):
        flag_coverage.coverage(flag, [flag], NOW)
    assert walked(flag).by_role() == {"unknown": 1}


def test_both_ways_of_reading_an_answer_agree(admin_api: Call) -> None:
    """What is taken from the JSON as it is says what the model says; other queries are left alone."""
    everyone = {each.user_id: each for each in (user(n, ROLES[n % 4], city=f"Zürich ☃ {n}", n=n) for n in range(30))}
    seen = [each for shard in SHARDS for each in everybody.page(shard, None, with_attributes=True).users]

    assert {each.user_id for each in seen} == everyone.keys()
    for each in seen:
        profile = everyone[each.user_id]
        assert each.role == (profile.registration.role if profile.registration else None)
        assert each.attributes
        assert everybody.values_of(each.attributes) == {
            name: attribute.value for name, attribute in profile.attributes.items()
        }
    make(admin_api)
    assert [flag.key for flag in flags.listed()] == ["flag"]
