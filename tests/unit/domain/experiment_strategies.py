"""Experiments and users that hypothesis makes up."""

from hypothesis import strategies as st

from sextant.domain.experiments import FULL_TRAFFIC, Experiment, Namespace, Treatment, Variant
from sextant.domain.hashing import BUCKETS
from sextant.domain.principals import Role
from tests.unit.domain.sample_experiments import reweighted, running

NAMES = ("control", "b", "c", "d")
IDS = st.sampled_from(["u1", "u2", "ünï", "用户", "🦊", "5", "x"]) | st.text(max_size=12)
MISSING = object()
VALUES = st.sampled_from([None, True, False, 0, 1.5, "x", [1], {"price": 499}])

_CONDITIONS = st.sampled_from(
    [{}, {}, {"city": "Pune"}, {"city": {"$ne": "Pune"}}, {"roles": {"$nin": ["CA"]}}, {"id": {"$in": ["u1", "用户"]}}]
)


@st.composite
def weights(draw: st.DrawFn) -> dict[str, float]:
    """Weights of which the control's and at least one other are worth a bucket."""
    some = st.integers(1, 9) | st.just(1 / 3)
    found: dict[str, float] = {"control": draw(some), "b": draw(some)}
    return found | {name: draw(some | st.just(0)) for name in NAMES[2:]}


@st.composite
def namespaces(draw: st.DrawFn) -> Namespace:
    """A part of one of two groups."""
    edges = st.lists(st.integers(0, BUCKETS), min_size=2, max_size=2, unique=True)
    start, end = sorted(draw(edges))
    return Namespace(draw(st.sampled_from(["home", "かご"])), start, end)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any experiment that an admin could have running, up to its fourth phase."""
    first = draw(weights())
    overrides = draw(st.dictionaries(IDS.filter(bool), st.sampled_from(NAMES), max_size=3))
    found = running(
        key=draw(st.sampled_from(["checkout", "preis.größe"])),
        seed=draw(st.text(min_size=1, max_size=20)),
        variants=tuple(Variant(id=name, name=name, weight=first[name], value=draw(VALUES)) for name in NAMES),
        traffic=draw(st.sampled_from([0, 1, 700, 2_900, 5_000, 9_999, FULL_TRAFFIC, FULL_TRAFFIC])),
        condition=draw(_CONDITIONS),
        roles=draw(st.sampled_from([(), (), (Role.CA,), (Role.CA, Role.ADMIN)])),
        segments=draw(st.sampled_from([(), (), ("big",), ("big", "new")])),
        namespace=draw(st.none() | namespaces()),
        overrides=overrides,
    )
    for each in draw(st.lists(weights(), max_size=3)):
        values = {variant.id: variant.value for variant in found.variants}
        found = reweighted(found, each, draw(st.sampled_from(Treatment)), values)
    return found


@st.composite
def users(draw: st.DrawFn) -> dict[str, object]:
    """What a device might know of a user: ids of the wrong type, nothing at all."""
    found = {
        "id": draw(IDS | IDS | st.integers() | st.floats() | st.booleans() | st.none() | st.just(MISSING)),
        "roles": draw(st.lists(st.sampled_from(["ADMIN", "CLIENT", "CA", 5])) | st.sampled_from(["CA", None, MISSING])),
        "segments": draw(st.lists(st.sampled_from(["big", "new", "old"])) | st.just(MISSING)),
        "city": draw(st.sampled_from(["Pune", "London", MISSING])),
    }
    return {name: value for name, value in found.items() if value is not MISSING}
