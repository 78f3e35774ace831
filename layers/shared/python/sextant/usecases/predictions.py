"""What clients are expected to buy: BG/NBD for how often, Gamma-Gamma for how much, of one currency.

A purchase is a day on which a client bought, and is worth what they paid on it: two payments of one evening are one
visit to the shop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from sextant.domain.conversion_rates import DayOf
from sextant.domain.entrants import Buyer
from sextant.domain.money import NO_MONEY
from sextant.domain.predicted_values import Expected, ExpectedClient, Fitted, Prediction
from sextant.domain.ratios import ratio
from sextant.statistics import bg_nbd, gamma_gamma
from sextant.statistics.bg_nbd import BgNbd, BgNbdFit
from sextant.statistics.gamma_gamma import GammaGammaFit, Spending
from sextant.statistics.histories import Histories
from sextant.statistics.maxima import Flags, Floats
from sextant.statistics.model_status import ModelStatus

DAYS_A_WEEK: Final = 7
WEEKS_A_MONTH: Final = 365.25 / 12 / DAYS_A_WEEK
WEEKS_A_YEAR: Final = 365.25 / DAYS_A_WEEK

_FREQUENCY_WORDS: Final[Mapping[ModelStatus, str]] = {
    ModelStatus.OK: "The model fits, and its parameters are the likeliest.",
    ModelStatus.AT_EDGE: "The model fits as a limit: clients do not differ in something that it lets them differ in, "
    "or nobody seems to leave. What it expects holds; the parameters named in atEdge say nothing by themselves.",
    ModelStatus.NO_CUSTOMERS: "Nobody bought anything in this currency, so there is nothing to expect.",
    ModelStatus.NO_REPEATS: "Nobody bought on a second day yet, so nothing says how often clients come back.",
    ModelStatus.TOO_FEW_CUSTOMERS: f"It takes {bg_nbd.LEAST_CUSTOMERS} clients who bought, and "
    f"{bg_nbd.LEAST_REPEATING} who did on a second day.",
    ModelStatus.NO_VARIANCE: "All clients have the same history, so nothing says how they differ.",
    ModelStatus.NO_CONVERGENCE: "No likeliest parameters were found.",
}
_VALUE_WORDS: Final[Mapping[ModelStatus, str]] = {
    ModelStatus.OK: "The model fits, and its parameters are the likeliest.",
    ModelStatus.AT_EDGE: "The model fits as a limit: purchases differ only within clients, or only between them. What "
    "it expects holds; the parameters named in atEdge say nothing by themselves.",
    ModelStatus.NO_CUSTOMERS: "Nobody bought on a second day yet, so nothing says what coming back is worth.",
    ModelStatus.TOO_FEW_CUSTOMERS: f"It takes {gamma_gamma.LEAST_CUSTOMERS} clients who bought on a second day.",
    ModelStatus.NO_VARIANCE: "Everybody's later purchases are worth the same, which is taken for all.",
    ModelStatus.NO_MEAN: "Purchases are so unequal that by the model their mean is infinite: whoever did not come back "
    "has no expected value, and so all together have none.",
    ModelStatus.NO_CONVERGENCE: "No likeliest parameters were found.",
}


@dataclass(frozen=True, slots=True)
class Horizon:
    """What is to be expected.

    Attributes:
        observed_to: The last day that is observed; later purchases are left out.
        weeks: How far ahead.
        discount: The rate a year at which what comes later is worth less: 0.1 makes 1.10 of next year 1.00 of today.
        top: How many clients are wanted by name.
    """

    observed_to: date
    weeks: float
    discount: float
    top: int


@dataclass(frozen=True, slots=True)
class _Bought:
    """Clients who bought in a currency, each with parallel numbers."""

    clients: Sequence[Buyer]
    cohorts: Sequence[int]
    histories: Histories
    later_mean: Floats
    so_far: Sequence[int]


def predicted(cohorts: Sequence[Sequence[Buyer]], currency: str, horizon: Horizon, day_of: DayOf) -> Prediction:
    """What the clients of each cohort are expected to buy in a currency within the horizon."""
    bought = _bought(cohorts, currency, horizon.observed_to, day_of)
    histories = bought.histories
    frequency = bg_nbd.fit(histories)
    again = histories.repeats > 0
    spending = Spending(histories.repeats[again], bought.later_mean[again])
    value = gamma_gamma.fit(spending)
    sums = _Expectations(bought, frequency, _day_values(value, bought), horizon)
    flows = [client.money.get(currency, NO_MONEY) for client in bought.clients]
    longest = float(histories.age.max()) if len(histories) else 0.0
    return Prediction(
        repeating=int(again.sum()),
        frequency=_frequency_told(frequency),
        value=_value_told(value),
        correlation=spending.correlation,
        refund_share=ratio(sum(flow.refunded for flow in flows), sum(flow.gross for flow in flows)),
        longest_weeks=longest,
        immature=longest < horizon.weeks,
        whole=sums.of_all(),
        cohorts=[sums.of_cohort(place) for place in range(len(cohorts))],
        top=sums.top(horizon.top),
    )


def _bought(cohorts: Sequence[Sequence[Buyer]], currency: str, until: date, day_of: DayOf) -> _Bought:
    clients, places, so_far = list[Buyer](), list[int](), list[int]()
    repeats, last, age, later = list[int](), list[int](), list[int](), list[float]()
    for place, cohort in enumerate(cohorts):
        for client in cohort:
            by_day = _by_day(client, currency, until, day_of)
            if not by_day:
                continue
            first, *following = sorted(by_day)
            clients.append(client)
            places.append(place)
            so_far.append(sum(by_day.values()))
            repeats.append(len(following))
            last.append((following[-1] - first).days if following else 0)
            age.append((until - first).days)
            later.append(sum(by_day[day] for day in following) / len(following) if following else 0.0)
    histories = Histories.of(repeats, last, age).in_units_of(DAYS_A_WEEK)
    return _Bought(clients, places, histories, np.asarray(later, float), so_far)


def _by_day(client: Buyer, currency: str, until: date, day_of: DayOf) -> dict[date, int]:
    found: dict[date, int] = {}
    for bucket, amount in client.purchases.get(currency, ()):
        day = day_of(bucket)
        if day <= until:
            found[day] = found.get(day, 0) + amount
    return found


def _day_values(fitted: GammaGammaFit, bought: _Bought) -> Floats | None:
    """What a day is worth for each client; NaN for who has no expected value, None if nobody has one."""
    repeats, mean = bought.histories.repeats, bought.later_mean
    if fitted.status is ModelStatus.NO_VARIANCE:
        return np.full(len(repeats), mean[repeats > 0][0])
    if fitted.model is None:
        return None
    if fitted.model.mean is not None:
        return fitted.model.expected(repeats, mean)
    known = repeats * fitted.model.p + fitted.model.q > 1
    found = np.full(len(repeats), np.nan)
    found[known] = fitted.model.expected(repeats[known], mean[known])
    return found


class _Expectations:
    """Each client's expectations, and their sums."""

    def __init__(self, bought: _Bought, frequency: BgNbdFit, day_values: Floats | None, horizon: Horizon) -> None:
        self._bought = bought
        self._cohorts = np.asarray(bought.cohorts, int)
        self._so_far = np.asarray(bought.so_far, dtype=object)
        self._day_values = day_values
        self._alive: Floats | None = None
        self._purchases: Floats | None = None
        self._values: Floats | None = None
        if model := frequency.model:
            self._alive = model.alive(bought.histories)
            self._purchases = model.expected(bought.histories, horizon.weeks)
            if day_values is not None:
                self._values = day_values * self._discounted(model, horizon)

    def of_all(self) -> Expected:
        """The sums over all clients."""
        return self._of(np.ones(len(self._cohorts), dtype=bool))

    def of_cohort(self, cohort: int) -> Expected:
        """The sums over the clients of one cohort."""
        return self._of(self._cohorts == cohort)

    def _of(self, held: Flags) -> Expected:
        return Expected(
            clients=int(held.sum()),
            alive=_sum(self._alive, held),
            purchases=_sum(self._purchases, held),
            value=_sum(self._values, held),
            so_far=int(self._so_far[held].sum()),
        )

    def top(self, most: int) -> list[ExpectedClient]:
        """The clients of whom most is expected."""
        if self._alive is None or self._purchases is None:
            return []
        by = self._purchases if self._values is None else np.nan_to_num(self._values, nan=-1.0)
        return [self._client(int(place)) for place in np.argsort(-by, kind="stable")[:most]]

    def _client(self, place: int) -> ExpectedClient:
        if self._alive is None or self._purchases is None:
            raise ValueError("Without a model nothing is expected of anybody")
        return ExpectedClient(
            user_id=self._bought.clients[place].user_id,
            days=int(self._bought.histories.repeats[place]) + 1,
            alive=float(self._alive[place]),
            purchases=float(self._purchases[place]),
            day_value=_known(self._day_values, place),
            value=_known(self._values, place),
            so_far=self._bought.so_far[place],
        )

    def _discounted(self, model: BgNbd, horizon: Horizon) -> Floats:
        if not horizon.discount and self._purchases is not None:
            return self._purchases
        rate = float(np.log1p(horizon.discount)) / WEEKS_A_YEAR
        return model.expected(self._bought.histories, horizon.weeks, discount=rate)


def _sum(numbers: Floats | None, held: Flags) -> float | None:
    if numbers is None:
        return None
    found = float(numbers[held].sum())
    return None if np.isnan(found) else found


def _known(numbers: Floats | None, place: int) -> float | None:
    return None if numbers is None or np.isnan(numbers[place]) else float(numbers[place])


def _frequency_told(fitted: BgNbdFit) -> Fitted:
    model = fitted.model
    parameters = {"r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b} if model else {}
    words = _FREQUENCY_WORDS[fitted.status]
    return Fitted(fitted.status.value, words, parameters, fitted.log_likelihood, fitted.at_edge)


def _value_told(fitted: GammaGammaFit) -> Fitted:
    model = fitted.model
    parameters = {"p": model.p, "q": model.q, "v": model.v} if model else {}
    return Fitted(fitted.status.value, _VALUE_WORDS[fitted.status], parameters, fitted.log_likelihood, fitted.at_edge)
