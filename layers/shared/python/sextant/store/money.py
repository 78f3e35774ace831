"""Money as it is stored, in tallies and in profiles."""

from collections.abc import Mapping

from sextant.domain.money import MoneyFlow

Flows = Mapping[str, MoneyFlow]


def numbers_of(flows: Flows) -> dict[str, tuple[int, ...]]:
    """Of each currency the numbers of its flow in their order, without zeros at the end."""
    return {currency: flow.parts() for currency, flow in flows.items()}


def flows_of(stored: Mapping[str, list[int]]) -> dict[str, MoneyFlow]:
    """The money that was stored."""
    return {currency: MoneyFlow(*numbers) for currency, numbers in stored.items()}
