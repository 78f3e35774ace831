"""The metrics of CAs: of one, and of all together."""

from typing import Final

from sextant.domain.definitions import Definition, Unit

_OFFERED: Final = "availability_published"
_BOOKINGS: Final = ("booking_created", "booking_completed", "booking_cancelled")

DEFINITIONS: Final = (
    Definition(
        "ca.offering",
        "CAs who offer time",
        "CAs of whom at least one moment of ca.availableMinutes lies in the period.",
        (_OFFERED,),
        Unit.USERS,
    ),
    Definition(
        "ca.availableMinutes",
        "Available minutes",
        "Time in the period that a CA offers, the slots of each CA united, so that what is offered twice counts once; "
        "added up over the CAs. Today counts whole, also the hours to come.",
        (_OFFERED,),
        Unit.MINUTES,
    ),
    Definition(
        "ca.bookedMinutes",
        "Booked minutes",
        "Time in the period that lies in a booking of the CA which is not cancelled, offered or not, the bookings of "
        "each CA united; added up over the CAs.",
        _BOOKINGS,
        Unit.MINUTES,
    ),
    Definition(
        "ca.utilizedMinutes",
        "Utilized minutes",
        "Time in the period that the same CA offers and has booked: of each CA the moments that are in both "
        "ca.availableMinutes and ca.bookedMinutes.",
        ("ca.availableMinutes", "ca.bookedMinutes"),
        Unit.MINUTES,
    ),
    Definition(
        "ca.utilization",
        "CA utilization",
        "ca.utilizedMinutes divided by ca.availableMinutes, each added up over all CAs and days first: a ratio of "
        "sums, no mean of ratios. 0 to 1; null when nothing is available.",
        ("ca.utilizedMinutes", "ca.availableMinutes"),
        Unit.RATIO,
    ),
    Definition(
        "ca.outsideMinutes",
        "Minutes booked outside availability",
        "ca.bookedMinutes less ca.utilizedMinutes: booked, and not offered. In no utilization.",
        ("ca.bookedMinutes", "ca.utilizedMinutes"),
        Unit.MINUTES,
    ),
    Definition(
        "ca.doubleBookedMinutes",
        "Double-booked minutes",
        "Time in the period that lies in two bookings of one CA or more, none of them cancelled, offered or not; "
        "however many, each moment counts once. Added up over the CAs.",
        _BOOKINGS,
        Unit.MINUTES,
    ),
    Definition(
        "ca.ratings",
        "Reviews",
        "review_created events of the period about the CA.",
        ("review_created",),
        Unit.REVIEWS,
    ),
    Definition(
        "ca.rating",
        "Mean rating",
        "The mean of the ratings of ca.ratings, 1 to 5; null without any.",
        ("review_created",),
        Unit.STARS,
    ),
    Definition(
        "ca.responses",
        "Requests responded to",
        "Of the CA's requests created in the period, how many were ever responded to, also after the period, up to "
        "asOf: whose status changed at or after their creation. A request is that of the CA whom its earliest change "
        "of status with a CA names, or else its creation.",
        ("request_created", "request_status_changed"),
        Unit.REQUESTS,
    ),
    Definition(
        "ca.firstResponse",
        "Time to first response",
        "The mean time from creation to the earliest change of status at or after it, of ca.responses; null without "
        "any. Requests without a response are not in it.",
        ("ca.responses",),
        Unit.MILLISECONDS,
    ),
    Definition(
        "ca.completed",
        "Completed bookings",
        "Bookings whose slot begins in the period and of which the newest event is booking_completed.",
        _BOOKINGS,
        Unit.BOOKINGS,
    ),
    Definition(
        "ca.cancelled",
        "Cancelled bookings",
        "Bookings whose slot begins in the period and of which the newest event is booking_cancelled.",
        _BOOKINGS,
        Unit.BOOKINGS,
    ),
    Definition(
        "ca.completionRate",
        "Completion rate",
        "ca.completed divided by ca.completed + ca.cancelled; null when there are neither. Bookings that are neither "
        "completed nor cancelled are not in it.",
        ("ca.completed", "ca.cancelled"),
        Unit.RATIO,
    ),
)
