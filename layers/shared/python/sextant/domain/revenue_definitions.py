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
    Definition(
        "revenue.payingCustomersByRole",
        "Paying customers by role",
        "Paying customers by the role of their earliest registration, whenever that was; UNKNOWN never registered. "
        "Adds up to revenue.payingCustomers.",
        (_PAID, "user_registered"),
        Unit.USERS,
    ),
    Definition(
        "revenue.newCustomers",
        "New customers",
        "Paying customers whose earliest payment ever lies in the period.",
        (_PAID,),
        Unit.USERS,
    ),
    Definition(
        "revenue.returningCustomers",
        "Returning customers",
        "Paying customers whose earliest payment ever was before the period.",
        ("revenue.payingCustomers", "revenue.newCustomers"),
        Unit.USERS,
    ),
    Definition(
        "revenue.averageOrderValue",
        "Average order value",
        "Gross revenue divided by payments; refunds change nothing. Null when there were no payments.",
        ("revenue.gross", "revenue.payments"),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.arpu",
        "Average revenue per active user",
        "Net revenue of the period, of users and guests, divided by the users active in the period, paying or not and "
        "whatever their currency. Null when nobody was active.",
        ("revenue.net", "users.active"),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.returned",
        "Refunded, by payment date",
        "Of the payments of the period, what was ever refunded, also after the period, up to asOf.",
        (_PAID, _REFUNDED),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.unattributed",
        "Refunded of unknown payments",
        "The sum of the amounts of those refunds of the period of which no payment is known. It moves to "
        "revenue.returned, on the day of the payment, when the payment becomes known.",
        (_PAID, _REFUNDED),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.netByPaymentDate",
        "Net revenue by payment date",
        "Gross revenue less revenue.returned less revenue.unattributed: what the payments of the period are worth by "
        "now. Over all time it is the same as revenue.net.",
        ("revenue.gross", "revenue.returned", "revenue.unattributed"),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.feeGross",
        "Gross of payments with a known fee",
        "The sum of the amounts of those payments of the period that state a fee, be it 0.",
        (_PAID,),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.fees",
        "Fees",
        "The sum of the fees that the payments of the period state. A refund does not give a fee back.",
        (_PAID,),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "revenue.takeRate",
        "Take rate",
        "Fees divided by the gross of the payments that state one; null when none does.",
        ("revenue.fees", "revenue.feeGross"),
        Unit.RATIO,
    ),
    Definition(
        "revenue.grossShare",
        "Share of gross revenue",
        "Gross revenue of the service type divided by that of all service types in the same currency; null when there "
        "is none.",
        ("revenue.gross",),
        Unit.RATIO,
    ),
)
