"""Revenue by service type."""

from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.service_revenue import ServiceLine, ranked, services_of

SERVICES = {
    "AUDIT": {"GBP": MoneyFlow(1, 300)},
    "UNKNOWN": {"GBP": MoneyFlow(unattributed=20), "INR": MoneyFlow(1, 50)},
    "VISA": {"GBP": MoneyFlow(2, 900, returned=100)},
    "TAX": {"GBP": MoneyFlow(1, 300)},
}


def test_shares_are_of_the_gross_of_one_currency() -> None:
    """900 of 1,500 pounds; rupees are another matter, and add up by themselves."""
    found = services_of(SERVICES)
    assert found.totals == {
        "GBP": MoneyFlow(payments=4, gross=1_500, returned=100, unattributed=20),
        "INR": MoneyFlow(1, 50),
    }
    assert found.share(ServiceLine("VISA", "GBP")) == 0.6
    assert found.share(ServiceLine("UNKNOWN", "GBP")) == 0.0
    assert found.share(ServiceLine("UNKNOWN", "INR")) == 1.0


def test_lines_are_ranked_by_gross_within_their_currency() -> None:
    """Equal ones by name, and what only the period before had comes with zeros."""
    before = services_of({"OLD": {"GBP": MoneyFlow(1, 7)}})
    assert ranked(services_of(SERVICES), before) == [
        ("VISA", "GBP"),
        ("AUDIT", "GBP"),
        ("TAX", "GBP"),
        ("OLD", "GBP"),
        ("UNKNOWN", "GBP"),
        ("UNKNOWN", "INR"),
    ]


def test_a_currency_in_which_nothing_moved_has_a_total_of_zeros() -> None:
    """And no line."""
    found = services_of(SERVICES, "EUR")
    assert (found.money, found.totals) == ({}, {"EUR": NO_MONEY})
    assert found.share(ServiceLine("VISA", "EUR")) is None
