"""The flags of a marketplace, one or more for each thing that a flag can do. Pure: nothing is sent."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

Flag = Mapping[str, object]
"""A flag as `POST /api/admin/feature-flags` takes it."""

ARCHIVED: Final = ("legacy_invoices",)
"""Which of them are put away once they are made."""


def marketplace_flags(now: datetime) -> list[Flag]:
    """The flags, those first that others require.

    Args:
        now: around which schedules and roll-outs lie; aware.
    """
    return [*_switches(now), *_values(now), *_targeted(), *_over_time(now)]


def _switches(now: datetime) -> list[Flag]:
    return [
        {
            "key": "payments_enabled",
            "name": "Payments",
            "description": "Kill switch: off stops every payment, within ten seconds.",
            "owner": "payments team",
            "tags": ["kill-switch", "payments"],
            "enabled": True,
            "lifetime": "permanent",
            "clientVisible": True,
        },
        {
            "key": "video_calls",
            "name": "Video calls",
            "description": "Clients and CAs may meet on video.",
            "owner": "meetings team",
            "tags": ["meetings"],
            "enabled": True,
            "rolloutPercentage": 60,
            "clientVisible": True,
        },
        {
            "key": "video_recording",
            "name": "Recording of video calls",
            "description": "Only for whom video calls are on: a prerequisite.",
            "owner": "meetings team",
            "tags": ["meetings"],
            "enabled": True,
            "rolloutPercentage": 50,
            "prerequisites": [{"flag": "video_calls"}],
            "clientVisible": True,
        },
        {
            "key": "legacy_invoices",
            "name": "Invoices of the old kind",
            "description": "Archived: kept with its history, and unknown to callers.",
            "owner": "payments team",
            "tags": ["payments"],
        },
        {
            "key": "welcome_tour",
            "name": "Welcome tour",
            "description": "Stale: it was needed until a day that is over.",
            "owner": "growth team",
            "tags": ["onboarding"],
            "enabled": True,
            "lifetime": "temporary",
            "expectedEnd": (now - timedelta(days=12)).date().isoformat(),
        },
    ]


def _values(now: datetime) -> list[Flag]:
    return [
        {
            "key": "search_page_size",
            "name": "Results on a page of the search",
            "description": "A number: 20 for everybody, 50 for a tenth.",
            "owner": "search team",
            "tags": ["search"],
            "valueType": "number",
            "value": 50,
            "defaultValue": 20,
            "enabled": True,
            "rolloutPercentage": 10,
        },
        {
            "key": "year_end_banner",
            "name": "Banner for the end of the tax year",
            "description": "A text that comes by itself in five days, and goes ten days later.",
            "owner": "growth team",
            "tags": ["content"],
            "valueType": "string",
            "value": "The tax year ends soon: book your CA today.",
            "defaultValue": "",
            "schedule": [
                {"at": _moment(now, days=5), "enabled": True},
                {"at": _moment(now, days=15), "enabled": False},
            ],
            "clientVisible": True,
        },
        {
            "key": "home_layout",
            "name": "Layout of the home page",
            "description": "JSON that a schema holds to its shape, drawn from three variations.",
            "owner": "growth team",
            "tags": ["experiment", "home"],
            "valueType": "json",
            "valueSchema": {
                "type": "object",
                "properties": {"columns": {"enum": [1, 2, 3]}, "hero": {"type": "boolean"}},
                "required": ["columns", "hero"],
                "additionalProperties": False,
            },
            "value": {"columns": 2, "hero": True},
            "defaultValue": {"columns": 1, "hero": False},
            "enabled": True,
            "rolloutPercentage": 0,
            "rules": [
                {
                    "id": "layouts",
                    "description": "Half of all users, in three groups",
                    "coverage": 0.5,
                    "variations": [
                        {"columns": 1, "hero": False},
                        {"columns": 2, "hero": True},
                        {"columns": 3, "hero": True},
                    ],
                    "weights": [0.4, 0.3, 0.3],
                    "meta": [{"key": "control"}, {"key": "two"}, {"key": "three"}],
                }
            ],
            "clientVisible": True,
        },
    ]


def _targeted() -> list[Flag]:
    return [
        {
            "key": "platform_fee_percent",
            "name": "Platform fee in per cent",
            "description": "Rules ask for the country that the profile knows.",
            "owner": "pricing team",
            "tags": ["pricing"],
            "valueType": "number",
            "value": 8,
            "defaultValue": 10,
            "enabled": True,
            "rolloutPercentage": 0,
            "lifetime": "permanent",
            "rules": [
                {
                    "id": "neighbours",
                    "description": "France, Germany and Ireland pay less",
                    "condition": {"country": {"$in": ["France", "Germany", "EIRE"]}},
                    "force": 7.5,
                },
                {
                    "id": "abroad",
                    "description": "Half of those from elsewhere abroad try a lower fee",
                    "condition": {"country": {"$exists": True, "$ne": "United Kingdom"}},
                    "force": 8,
                    "coverage": 0.5,
                },
            ],
        },
        {
            "key": "app_upgrade",
            "name": "Ask for a newer app",
            "description": "Compares versions, and speaks to Android only.",
            "owner": "mobile team",
            "tags": ["mobile"],
            "valueType": "string",
            "value": "none",
            "defaultValue": "none",
            "enabled": True,
            "lifetime": "permanent",
            "rules": [
                {
                    "id": "too-old",
                    "condition": {"platform": "android", "appVersion": {"$vlt": "2.0.0"}},
                    "force": "must",
                },
                {"id": "old", "condition": {"platform": "android", "appVersion": {"$vlt": "2.4.0"}}, "force": "may"},
            ],
            "clientVisible": True,
        },
        {
            "key": "ca_workbench",
            "name": "New workbench for CAs",
            "description": "A quarter of the CAs; two always have it, one never.",
            "owner": "supply team",
            "tags": ["beta"],
            "enabled": True,
            "rolloutPercentage": 25,
            "roles": ["CA"],
            "userIds": ["ca-pilot-1", "ca-pilot-2"],
            "excludedUserIds": ["ca-complained"],
            "clientVisible": True,
        },
        {
            "key": "priority_support",
            "name": "Support within the hour",
            "description": "For those in one of two segments.",
            "owner": "support team",
            "tags": ["support"],
            "enabled": True,
            "segments": ["vip", "large_accounts"],
        },
        {
            "key": "matching",
            "name": "How clients are matched with CAs",
            "description": "Three ways, drawn by weight among clients.",
            "owner": "matching team",
            "tags": ["experiment"],
            "valueType": "string",
            "value": "rating",
            "defaultValue": "rating",
            "enabled": True,
            "rules": [
                {
                    "id": "ways",
                    "condition": {"roles": {"$in": ["CLIENT"]}},
                    "variations": ["rating", "distance", "both"],
                    "weights": [0.5, 0.25, 0.25],
                }
            ],
        },
    ]


def _over_time(now: datetime) -> list[Flag]:
    return [
        {
            "key": "instant_booking",
            "name": "Instant booking",
            "description": "A progressive roll-out under way: half today, everybody in three days.",
            "owner": "booking team",
            "tags": ["booking"],
            "enabled": True,
            "progressiveRollout": {
                "steps": [
                    {"at": _moment(now, days=-4), "percentage": 5},
                    {"at": _moment(now, days=-2), "percentage": 20},
                    {"at": _moment(now, hours=-6), "percentage": 50},
                    {"at": _moment(now, days=3), "percentage": 100},
                ]
            },
            "expectedEnd": (now + timedelta(days=30)).date().isoformat(),
            "clientVisible": True,
        }
    ]


def _moment(now: datetime, *, days: int = 0, hours: int = 0) -> str:
    # On the hour, as somebody would set it.
    return (now + timedelta(days=days, hours=hours)).replace(minute=0, second=0, microsecond=0).isoformat()
