"""Answers that hold single figures, each beside the one before, as a table with a row for each."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic.alias_generators import to_camel

from api import tables
from api.tables import Cell, Table
from sextant.schemas.base import Answer
from sextant.schemas.measures import CountMetric, MeasureMetric, RatioMetric

_HEAD = ("figure", "value", "previous", "change")


def table(parts: Mapping[str, object]) -> Table:
    """The table; a figure is named by its place in the JSON, such as `users.new`.

    Args:
        parts: By their names, the figures of the answer, or its parts that hold them.
    """
    return tables.table(_HEAD, [row for name, part in parts.items() for row in _rows(name, part)])


def _rows(name: str, part: object) -> Iterator[Sequence[Cell]]:
    if isinstance(part, CountMetric | MeasureMetric | RatioMetric):
        yield name, part.value, part.previous, part.change
    elif isinstance(part, dict):
        for key, each in part.items():
            yield from _rows(f"{name}.{key}", each)
    elif isinstance(part, Answer):
        for field in type(part).model_fields:
            yield from _rows(f"{name}.{to_camel(field)}", getattr(part, field))
