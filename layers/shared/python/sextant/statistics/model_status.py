"""Whether a model of customers could be fitted."""

from enum import StrEnum


class ModelStatus(StrEnum):
    """Whether there is a model, and if not, why."""

    OK = "ok"
    AT_EDGE = "at_edge"
    """There is one, but it is a limit: the likelihood has no peak and rises for ever along a parameter."""
    NO_CUSTOMERS = "no_customers"
    """Nobody bought anything."""
    NO_REPEATS = "no_repeats"
    """Nobody ever came back, so nothing says how often customers do."""
    TOO_FEW_CUSTOMERS = "too_few_customers"
    """Too few customers, or too few of them came back."""
    NO_VARIANCE = "no_variance"
    """All customers are the same, so nothing says how they differ."""
    NO_MEAN = "no_mean"
    """Values are so unequal that by the model their mean is infinite."""
    NO_CONVERGENCE = "no_convergence"
    """No peak of the likelihood was found."""
