"""The metrics of money: of the dashboard, and of revenue by period and by service type. Each is of one currency."""

from typing import Final

from sextant.domain.definitions import Definition, Unit

_PAID: Final = "payment_completed"
_REFUNDED: Final = "payment_refunded"

DEFINITIONS: Final = (
    Definition(
        "revenue.payments",
        "Payments",
        "payment_completed events in the period, of users and guests.",
        (_PAID,),
        Unit.PAYMENTS,
    ),
    Definition(
        "revenue.gross",
        "Gross revenue",
        "The sum of the amounts of the payments of the period.",
        (_PAID,),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.refunds",
        "Refunds",
        "payment_refunded events in the period: by the day of the refund, not of the payment.",
        (_REFUNDED,),
        Unit.REFUNDS,
    ),
    Definition(
        "revenue.refunded",
        "Refunded",
        "The sum of the amounts of the refunds made in the period, as a positive amount.",
        (_REFUNDED,),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.net",
        "Net revenue",
        "Gross revenue less what was refunded in the period. Negative when more went back than came in.",
        ("revenue.gross", "revenue.refunded"),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.payingCustomers",
        "Paying customers",
        "Distinct users, of any currency, with at least one payment in the period. A refund does not undo it.",
        (_PAID,),
        Unit.USERS,
    ),
)
