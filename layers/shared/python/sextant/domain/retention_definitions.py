"""The metrics of retention."""

from typing import Final

from sextant.domain.definitions import Definition, Unit

DEFINITIONS: Final = (
    Definition(
        "retention.cohortSize",
        "Cohort size",
        "Users whose earliest registration lies in the week, in the role asked for, or in any.",
        ("user_registered",),
        Unit.USERS,
    ),
    Definition(
        "retention.active",
        "Retained users",
        "Users of the cohort who were active in the week that is so many weeks after the one of their registration, "
        "which is week 0. Null, and never 0, while one of the two weeks is not over or has events that wait to be "
        "counted.",
        ("retention.cohortSize", "users.active"),
        Unit.USERS,
    ),
    Definition(
        "retention.rate",
        "Retention",
        "retention.active divided by retention.cohortSize; null where that is null, or nobody registered. Of all "
        "cohorts together: the ratio of the sums, over the cohorts of which that week is known. Weeks go as far as the "
        "last week of the period.",
        ("retention.active", "retention.cohortSize"),
        Unit.RATIO,
    ),
)
