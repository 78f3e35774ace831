"""Experiments on devices: what GrowthBook's SDKs, Python and npm, make of them by themselves."""

from typing import Any, NamedTuple

from growthbook import GrowthBook, InMemoryStickyBucketService
from growthbook.growthbook import feature_repo

from tests.e2e import npm_clients
from tests.e2e.running import Platform

Json = dict[str, Any]


class Outcome(NamedTuple):
    """What an SDK gives a user.

    Attributes:
        value: The feature's value.
        source: Why, in GrowthBook's words: `experiment`, `force`, `defaultValue` or `unknownFeature`.
        variant: Key of the variation, if the user takes part.
    """

    value: Any
    source: str
    variant: str | None


class Device(NamedTuple):
    """What an SDK made of an experiment.

    Attributes:
        outcomes: For each user.
        viewed: What its tracking callback was told, as events to be tracked.
    """

    outcomes: list[Outcome]
    viewed: list[Json]


def python(
    platform: Platform, experiment: str, users: list[Json], memory: InMemoryStickyBucketService | None = None
) -> Device:
    """What the Python SDK makes of an experiment.

    Args:
        platform: Where the data file is.
        experiment: Its key.
        users: Their attributes.
        memory: In which the SDK remembers what everybody got, if it does.
    """
    viewed: list[Json] = []

    def view(experiment: Any, result: Any, user_context: Any) -> None:  # noqa: ANN401 - the SDK's own types
        properties = {"experimentKey": experiment.key, "variant": result.key}
        viewed.append({"userId": user_context.attributes["id"], "properties": properties})

    feature_repo.clear_cache()
    growthbook = GrowthBook(
        api_host=platform.url,
        client_key=platform.keys["client"],
        on_experiment_viewed=view,
        sticky_bucket_service=memory,
    )
    growthbook.load_features()
    outcomes = []
    for user in users:
        growthbook.set_attributes(dict(user))  # It empties what it was given when it is destroyed.
        found = growthbook.eval_feature(experiment)
        drawn = found.experimentResult
        outcomes.append(Outcome(found.value, found.source, drawn.key if drawn and drawn.inExperiment else None))
    growthbook.destroy()
    return Device(outcomes, viewed)


def npm(platform: Platform, experiment: str, users: list[Json]) -> Device:
    """What the JavaScript SDK makes of an experiment."""
    told = npm_clients.run(
        "growthbook-experiment.mjs",
        {"url": platform.url, "clientKey": platform.keys["client"], "experiment": experiment, "users": users},
    )
    return Device([Outcome(**each) for each in told["outcomes"]], told["viewed"])
