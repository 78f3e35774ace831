"""Every item of every table, opened up: what is packed is unpacked, so that nothing can hide from a search."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from pyroaring import BitMap

from sextant.store.base import TableModel, connection


def texts(tables: Mapping[str, type[TableModel]]) -> Iterator[str]:
    """Each item as a text, after the setting that names its table."""
    for setting, item in _items(tables):
        yield f"{setting} {json.dumps(_opened(item), ensure_ascii=False, default=str)}"


def naming(tables: Mapping[str, type[TableModel]], *needles: str) -> list[str]:
    """The items in which any of these texts is found."""
    return [text for text in texts(tables) if any(needle in text for needle in needles)]


def sets_with(tables: Mapping[str, type[TableModel]], ordinal: int) -> list[str]:
    """The keys and attributes of all stored sets of users that have one."""
    return [
        f"{item['partition']['S']} {item['bucket']['S']} {name}"
        for setting, item in _items(tables)
        if setting == "metrics_table"
        for name, value in item.items()
        if ordinal in _users(value)
    ]


def _items(tables: Mapping[str, type[TableModel]]) -> Iterator[tuple[str, dict[str, Any]]]:
    client = connection().client
    for setting, model in tables.items():
        start: dict[str, Any] = {}
        while True:
            answer = client.scan(TableName=model.Meta.table_name, **start)  # type: ignore[attr-defined]
            yield from ((setting, item) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                break
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _opened(value: object) -> object:
    if isinstance(value, dict):
        return {name: _opened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_opened(each) for each in value]
    if isinstance(value, bytes):
        try:
            return zlib.decompress(value).decode()
        except zlib.error:
            return base64.b64encode(value).decode()
    return value


def _users(value: Mapping[str, Any]) -> BitMap:
    """The set of users that an attribute is, or nobody."""
    stored = value.get("B")
    if not isinstance(stored, bytes):
        return BitMap()
    try:
        return BitMap.deserialize(stored)
    except ValueError:
        return BitMap()
