"""The metrics of the dashboard."""

from typing import Final

from sextant.domain.definitions import Definition, Unit

_REGISTERED: Final = "user_registered"
_REQUESTED: Final = "request_created"
_MOVED: Final = "request_status_changed"
_ANY: Final = "every event"

DEFINITIONS: Final = (
    Definition(
        "users.new",
        "New users",
        "Users whose earliest registration lies in the period. A user is new once.",
        (_REGISTERED,),
        Unit.USERS,
    ),
    Definition(
        "users.newByRole",
        "New users by role",
        "New users by the role of their earliest registration. Adds up to users.new.",
        (_REGISTERED,),
        Unit.USERS,
    ),
    Definition(
        "users.active",
        "Active users",
        "Distinct users with at least one event in the period other than payment_refunded, which the business issues.",
        (_ANY,),
        Unit.USERS,
    ),
    Definition(
        "users.activeByRole",
        "Active users by role",
        "Active users by the role of their earliest registration, whenever that was; UNKNOWN never registered. "
        "Adds up to users.active.",
        (_ANY, _REGISTERED),
        Unit.USERS,
    ),
    Definition(
        "users.activeNew",
        "New active users",
        "Active users whose earliest registration lies in the period.",
        ("users.active", "users.new"),
        Unit.USERS,
    ),
    Definition(
        "users.activeReturning",
        "Returning active users",
        "Active users whose earliest registration lies outside of the period: before it, or, for the few who were seen "
        "before they registered, after it. With users.activeNew and the UNKNOWN of users.activeByRole they add up to "
        "users.active.",
        ("users.active", "users.new"),
        Unit.USERS,
    ),
    Definition(
        "requests.created",
        "Requests created",
        "request_created events in the period.",
        (_REQUESTED,),
        Unit.REQUESTS,
    ),
    Definition(
        "requests.byStatus",
        "Requests by status entered",
        "request_status_changed events in the period, by the status that was entered. A request that enters a status "
        "twice counts twice.",
        (_MOVED,),
        Unit.EVENTS,
    ),
    Definition(
        "requests.reached",
        "Requests that reached a status",
        "Of the requests created in the period, how many ever entered the status, also after the period, up to asOf. "
        "A request counts once in each status that it entered.",
        (_REQUESTED, _MOVED),
        Unit.REQUESTS,
    ),
    Definition(
        "requests.reachedRate",
        "Share of requests that reached a status",
        "requests.reached divided by requests.created; null when none was created. The latest requests "
        "may not have had the time yet.",
        ("requests.reached", "requests.created"),
        Unit.RATIO,
    ),
    Definition(
        "engagement.dau",
        "Daily active users",
        "Users active on the last day of the period, or on today if that is still to come.",
        ("users.active",),
        Unit.USERS,
    ),
    Definition(
        "engagement.wau",
        "Weekly active users",
        "Distinct users active in the 7 days that end with that day.",
        ("users.active",),
        Unit.USERS,
    ),
    Definition(
        "engagement.mau",
        "Monthly active users",
        "Distinct users active in the 30 days that end with that day.",
        ("users.active",),
        Unit.USERS,
    ),
    Definition(
        "engagement.stickiness",
        "Stickiness",
        "The sum of the daily active users of those 30 days, over 30, divided by the monthly active users; "
        "null when there were none.",
        ("engagement.dau", "engagement.mau"),
        Unit.RATIO,
    ),
)
