"""The metrics of cohorts by registration: the funnel, conversion rates, and the lifetime value of clients."""

from typing import Final

from sextant.domain.definitions import Definition, Unit

_REGISTERED: Final = "user_registered"
_REQUESTED: Final = "request_created"
_PAID: Final = "payment_completed"
_REVIEWED: Final = "review_created"
_REFUNDED: Final = "payment_refunded"
_OF_CAS: Final = ("availability_published", "booking_created", "booking_completed")
_CHAIN: Final = (_REGISTERED, _REQUESTED, _PAID, _REVIEWED)

_FUNNEL: Final = (
    Definition(
        "funnel.entrants",
        "Entrants",
        "Users whose earliest registration lies in the period and is in the role asked for: CLIENT if none is, and "
        "every role where the funnel is broken down by role.",
        (_REGISTERED,),
        Unit.USERS,
    ),
    Definition(
        "funnel.mature",
        "Mature entrants",
        "Entrants whose window is over: windowDays times 24 hours have passed between their registration and asOf.",
        ("funnel.entrants",),
        Unit.USERS,
    ),
    Definition(
        "funnel.immature",
        "Immature entrants",
        "Entrants whose window is not over at asOf, so that they may still come further.",
        ("funnel.entrants", "funnel.mature"),
        Unit.USERS,
    ),
    Definition(
        "funnel.users",
        "Users at a step",
        "Entrants who came to the step. A user's request is the earliest request_created at or after the "
        "registration, the payment the earliest payment_completed at or after that request, the review the earliest "
        "review_created at or after that payment. A step is reached if that event comes less than windowDays times 24 "
        "hours after the registration, less than stepWindowDays times 24 hours after the step before it if that is "
        "asked for, and the step before it is reached.",
        _CHAIN,
        Unit.USERS,
    ),
    Definition(
        "funnel.stepRate",
        "Conversion from the step before",
        "funnel.users of the step divided by that of the step before; null for the registration, and where nobody was "
        "at the step before.",
        ("funnel.users",),
        Unit.RATIO,
    ),
    Definition(
        "funnel.overallRate",
        "Conversion from the registration",
        "funnel.users of the step divided by funnel.entrants; null without entrants.",
        ("funnel.users", "funnel.entrants"),
        Unit.RATIO,
    ),
    Definition(
        "funnel.matureUsers",
        "Mature users at a step",
        "funnel.users among the mature entrants.",
        ("funnel.users", "funnel.mature"),
        Unit.USERS,
    ),
    Definition(
        "funnel.matureStepRate",
        "Conversion from the step before, of mature entrants",
        "funnel.stepRate among the mature entrants: it is not lowered by those who have not had their time.",
        ("funnel.matureUsers",),
        Unit.RATIO,
    ),
    Definition(
        "funnel.matureOverallRate",
        "Conversion from the registration, of mature entrants",
        "funnel.overallRate among the mature entrants: it is not lowered by those who have not had their time.",
        ("funnel.matureUsers", "funnel.mature"),
        Unit.RATIO,
    ),
    Definition(
        "funnel.medianLag",
        "Median time from the step before",
        "The median, over those who came to the step, of the time since the step before it; the mean of the two "
        "middle ones where their number is even; null for the registration, and where nobody came.",
        _CHAIN,
        Unit.MILLISECONDS,
    ),
)

_CONVERSION: Final = (
    Definition(
        "conversion.registered",
        "Registered users",
        "Users whose earliest registration lies in the period and is in the role.",
        (_REGISTERED,),
        Unit.USERS,
    ),
    Definition(
        "conversion.mature",
        "Mature users",
        "Those of them whose window is over: windowDays times 24 hours have passed between registration and asOf.",
        ("conversion.registered",),
        Unit.USERS,
    ),
    Definition(
        "conversion.immature",
        "Immature users",
        "Those of them whose window is not over at asOf.",
        ("conversion.registered", "conversion.mature"),
        Unit.USERS,
    ),
    Definition(
        "conversion.users",
        "Converted users",
        "Registered users who did the thing less than windowDays times 24 hours after their registration; no order is "
        "asked for. Of clients: requested, paid and reviewed are their earliest such event at or after the "
        "registration; paidAgain is their first payment on another day, in the zone asked for, than their first one, "
        "to the quarter of an hour. Of CAs: published, booked and completed are their earliest "
        "availability_published, booking_created and booking_completed, which count too if they lie before the "
        "registration. A CA is the user of the same id.",
        (*_CHAIN, *_OF_CAS),
        Unit.USERS,
    ),
    Definition(
        "conversion.matureUsers",
        "Converted mature users",
        "conversion.users among the mature users.",
        ("conversion.users", "conversion.mature"),
        Unit.USERS,
    ),
    Definition(
        "conversion.rate",
        "Conversion rate",
        "conversion.matureUsers divided by conversion.mature: of those who have had their time; null while there are "
        "none.",
        ("conversion.matureUsers", "conversion.mature"),
        Unit.RATIO,
    ),
    Definition(
        "conversion.rateInterval",
        "Interval of the conversion rate",
        "Wilson's score interval of conversion.rate at 95 %: its lower and its upper end; null where the rate is.",
        ("conversion.matureUsers", "conversion.mature"),
        Unit.RATIO,
    ),
)

_PREDICTED: Final = (
    Definition(
        "ltv.buyers",
        "Clients who bought",
        "Clients of the period, or of the cohort, with a payment in the currency on a day up to observedTo: of only "
        "these the models tell anything.",
        ("ltv.clients", _PAID),
        Unit.USERS,
    ),
    Definition(
        "ltv.repeating",
        "Clients who came back",
        "ltv.buyers who paid on more than one day of the zone asked for.",
        ("ltv.buyers",),
        Unit.USERS,
    ),
    Definition(
        "ltv.grossSoFar",
        "Gross value so far",
        "What ltv.buyers, or the one client, paid in the currency up to observedTo, before refunds.",
        ("ltv.buyers", _PAID),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.purchaseDays",
        "Days of purchases",
        "On how many days of the zone asked for, up to observedTo, a client paid in the currency: x + 1.",
        (_PAID,),
        Unit.PURCHASES,
    ),
    Definition(
        "ltv.longestHistory",
        "Longest history",
        "The greatest T of the ltv.buyers: the weeks from a client's first day of purchase to observedTo. Where the "
        "horizon is longer, the prediction is immature: all that is expected then lies beyond what was seen.",
        ("ltv.buyers",),
        Unit.WEEKS,
    ),
    Definition(
        "ltv.expectedPurchases",
        "Expected purchases",
        "On how many days clients are expected to buy within the horizon, by the BG/NBD model of all ltv.buyers of "
        "the period. Of each: x, the days of the zone asked for on which they paid, less one; t_x, from the first of "
        "them to the last, and T, from the first to observedTo, in weeks. The sum over the clients told of. Null "
        "without a model.",
        ("ltv.buyers", _PAID),
        Unit.PURCHASES,
    ),
    Definition(
        "ltv.expectedPurchasesPerClient",
        "Expected purchases of a client",
        "ltv.expectedPurchases divided by ltv.buyers; null where there is none of either.",
        ("ltv.expectedPurchases", "ltv.buyers"),
        Unit.PURCHASES,
    ),
    Definition(
        "ltv.expectedDayValue",
        "Expected value of a day",
        "What a day on which the client buys is worth on average, before refunds: the Gamma-Gamma model's mean given "
        "x and the mean value of the client's days after the first.",
        ("ltv.buyers", _PAID),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.expectedValue",
        "Expected value",
        "The sum, over the clients told of, of their expected purchases within the horizon times "
        "ltv.expectedDayValue. With a discount rate d a year, a purchase that is t years after observedTo counts (1 + "
        "d)^-t. Null without models.",
        ("ltv.expectedPurchases", "ltv.expectedDayValue"),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.expectedValuePerClient",
        "Expected value of a client",
        "ltv.expectedValue divided by ltv.buyers; null where there is none of either.",
        ("ltv.expectedValue", "ltv.buyers"),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.alive",
        "Active clients",
        "The sum, over the clients told of, of the probability, by the BG/NBD model, that they have not left for good "
        "by observedTo; of one client it is that probability. For whoever bought on one day only it is 1, since by "
        "the model one leaves after coming back.",
        ("ltv.buyers", _PAID),
        Unit.USERS,
    ),
    Definition(
        "ltv.correlation",
        "Correlation of frequency and value",
        "Pearson's correlation, over ltv.repeating, of x and the mean value of the days after the first. The models "
        "take it for 0. Null where one of the two does not vary.",
        ("ltv.repeating", _PAID),
        Unit.RATIO,
    ),
    Definition(
        "ltv.refundShare",
        "Refund share",
        "Of ltv.buyers: all that was refunded to them so far, divided by all that they paid. What is expected is "
        "before refunds; this is the part of it that went back until now.",
        ("ltv.buyers", _PAID, _REFUNDED),
        Unit.RATIO,
    ),
)

_VALUE: Final = (
    Definition(
        "ltv.clients",
        "Clients",
        "Users whose earliest registration lies in the month, as far as it is in the period, and is in the role "
        "CLIENT; whether they ever paid or not.",
        (_REGISTERED,),
        Unit.USERS,
    ),
    Definition(
        "ltv.payers",
        "Paying clients",
        "Clients of the cohort with at least one payment in the currency, ever.",
        ("ltv.clients", _PAID),
        Unit.USERS,
    ),
    Definition(
        "ltv.payments",
        "Payments",
        "All payments of the cohort's clients in the currency so far, whenever they were made.",
        ("ltv.clients", _PAID),
        Unit.PAYMENTS,
    ),
    Definition(
        "ltv.gross",
        "Gross value",
        "The sum of the amounts of ltv.payments.",
        ("ltv.payments",),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.refunded",
        "Refunded",
        "The sum of the amounts of all refunds of the cohort's clients in the currency so far, as a positive amount.",
        ("ltv.clients", _REFUNDED),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.net",
        "Net value",
        "ltv.gross less ltv.refunded.",
        ("ltv.gross", "ltv.refunded"),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.grossPerClient",
        "Gross value of a client",
        "ltv.gross divided by ltv.clients: those who never paid count too. Null without clients.",
        ("ltv.gross", "ltv.clients"),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.netPerClient",
        "Net value of a client",
        "ltv.net divided by ltv.clients: those who never paid count too. Null without clients.",
        ("ltv.net", "ltv.clients"),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.cumulative",
        "Gross value by age",
        "What the cohort had paid by the end of each month of age, before refunds: month 0 is the first 30 times 24 "
        "hours after each client's registration, and holds what was paid before it too. A payment counts at the "
        "beginning of its quarter of an hour. Null, and never 0, while one who registered at the cohort's end would "
        "not be that old.",
        ("ltv.clients", _PAID),
        Unit.MINOR_UNITS,
    ),
    Definition(
        "ltv.cumulativePerClient",
        "Gross value of a client by age",
        "ltv.cumulative divided by ltv.clients; null where that is null.",
        ("ltv.cumulative", "ltv.clients"),
        Unit.MINOR_UNITS,
    ),
)

DEFINITIONS: Final = (*_FUNNEL, *_CONVERSION, *_VALUE, *_PREDICTED)
