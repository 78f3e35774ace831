"""What clients are expected to buy, from their purchases to the models and back."""

from datetime import date

import numpy as np
import pytest

from sextant.domain.buckets import BUCKET_MS
from sextant.domain.entrants import Buyer, Entrant
from sextant.domain.money import MoneyFlow
from sextant.statistics import bg_nbd, gamma_gamma
from sextant.statistics.gamma_gamma import Spending
from sextant.statistics.histories import Histories
from sextant.usecases.predictions import WEEKS_A_YEAR, Horizon, predicted

BUCKETS_A_DAY = 24 * 60 * 60_000 // BUCKET_MS
EPOCH = date(1970, 1, 1).toordinal()
END = 300
YEAR = Horizon(observed_to=date.fromordinal(EPOCH + END), weeks=WEEKS_A_YEAR, discount=0.0, top=5)


def day_of(bucket: int) -> date:
    """The UTC date."""
    return date.fromordinal(EPOCH + bucket // BUCKETS_A_DAY)


def client(name: str, paid: dict[int, int]) -> Buyer:
    """Somebody who paid such amounts in such buckets."""
    entrant = Entrant(0, "CLIENT", None, None, None, None, None, None)
    money = MoneyFlow(payments=len(paid), gross=sum(paid.values()))
    return Buyer(name, entrant, {"GBP": tuple(sorted(paid.items()))}, {"GBP": money})


def drawn(number: int, seed: int = 3, worth: float | None = None) -> list[Buyer]:
    """Clients who come back as chance will have it, some of them twice a day."""
    chance = np.random.default_rng(seed)
    made = []
    for place in range(number):
        first = int(chance.integers(0, 100))
        days = {first} | {int(day) for day in chance.integers(first, END, int(chance.poisson(chance.gamma(0.7, 3))))}
        mean = worth or float(chance.gamma(3, 2000))
        paid = {
            day * BUCKETS_A_DAY + 3 * twice: int(worth or max(1.0, chance.gamma(4, mean / 4)))
            for day in days
            for twice in range(1 + int(chance.random() < 0.3) if not worth else 1)
        }
        made.append(client(f"c{place}", paid))
    return made


def test_histories_are_of_days_and_values_of_the_days_after_the_first() -> None:
    """Against the same made by hand, and the sums of what the models say of each."""
    clients = drawn(200)
    rows, means, counts = [], [], []
    for each in clients:
        by_day: dict[int, int] = {}
        for bucket, amount in each.purchases["GBP"]:
            by_day[bucket // BUCKETS_A_DAY] = by_day.get(bucket // BUCKETS_A_DAY, 0) + amount
        first, *later = sorted(by_day)
        rows.append((len(later), (later[-1] - first) / 7 if later else 0, (END - first) / 7))
        counts.append(len(later))
        means.append(sum(by_day[day] for day in later) / len(later) if later else 0.0)
    histories = Histories.of(*(np.array(column, float) for column in zip(*rows, strict=True)))
    frequency = bg_nbd.fit(histories).model
    again = np.array(counts) > 0
    value = gamma_gamma.fit(Spending.of(np.array(counts)[again], np.array(means)[again])).model
    assert frequency is not None
    assert value is not None

    found = predicted([clients[:80], clients[80:]], "GBP", YEAR, day_of)
    assert found.frequency.parameters == pytest.approx(
        {name: getattr(frequency, name) for name in ("r", "alpha", "a", "b")}
    )
    purchases = frequency.expected(histories, WEEKS_A_YEAR)
    values = purchases * value.expected(counts, means)
    assert found.whole.purchases == pytest.approx(float(purchases.sum()))
    assert found.whole.value == pytest.approx(float(values.sum()))
    assert found.cohorts[0].value == pytest.approx(float(values[:80].sum()))
    assert found.whole.so_far == sum(each.money["GBP"].gross for each in clients)
    assert [each.user_id for each in found.top] == [f"c{place}" for place in np.argsort(-values, kind="stable")[:5]]
    assert (found.repeating, found.immature) == (int(again.sum()), True)


def test_later_purchases_than_the_last_day_observed_are_left_out() -> None:
    """As if they had not been made: somebody whose first one it is is nobody yet."""
    clients = drawn(60)
    late = [client("late", {(END + 1) * BUCKETS_A_DAY: 5})]
    again = [client("c0", dict(clients[0].purchases["GBP"]) | {(END + 9) * BUCKETS_A_DAY: 10**6}), *clients[1:]]
    plain, more = predicted([clients], "GBP", YEAR, day_of), predicted([[*again, *late]], "GBP", YEAR, day_of)
    assert (more.frequency, more.value, more.whole) == (plain.frequency, plain.value, plain.whole)


def test_purchases_that_are_all_worth_the_same_are_taken_for_that() -> None:
    """Without a model of values, and said so."""
    found = predicted([drawn(100, worth=500.0)], "GBP", YEAR, day_of)
    assert found.value.status == "no_variance"
    assert "same" in found.value.words
    assert found.whole.purchases is not None
    assert found.whole.value == pytest.approx(500 * found.whole.purchases)


def test_a_discount_lowers_the_value_and_not_the_purchases() -> None:
    """By less than a year's."""
    plain = predicted([drawn(100)], "GBP", YEAR, day_of).whole
    less = predicted([drawn(100)], "GBP", Horizon(YEAR.observed_to, YEAR.weeks, 0.1, 0), day_of).whole
    assert less.purchases == plain.purchases
    assert plain.value is not None
    assert less.value is not None
    assert 1 / 1.1 < less.value / plain.value < 1


@pytest.mark.parametrize(
    ("clients", "frequency", "value"),
    [
        ([], "no_customers", "no_customers"),
        (drawn(5), "too_few_customers", "too_few_customers"),
        ([client(f"c{place}", {place: 7}) for place in range(90)], "no_repeats", "no_customers"),
    ],
)
def test_without_a_model_nothing_is_expected_and_the_words_say_why(
    clients: list[Buyer], frequency: str, value: str
) -> None:
    """Figures are None, not 0; what was paid so far is told all the same."""
    found = predicted([clients], "GBP", YEAR, day_of)
    assert (found.frequency.status, found.value.status) == (frequency, value)
    assert (found.whole.alive, found.whole.purchases, found.whole.value, found.top) == (None, None, None, [])
    assert found.frequency.words.endswith(".")
    assert found.whole.clients == len(clients)
    assert found.whole.so_far == sum(each.money["GBP"].gross for each in clients)
