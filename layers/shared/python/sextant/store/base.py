"""One DynamoDB connection for every table, since each pynamodb model would otherwise make a client of its own."""

from functools import cache
from threading import RLock
from typing import Any, ClassVar

from pynamodb.connection import Connection, TableConnection
from pynamodb.models import Model

from sextant.aws.settings import settings

CONNECT_TIMEOUT_SECONDS = 1.0
READ_TIMEOUT_SECONDS = 3.0
MAX_CONNECTIONS = 32

_binding = RLock()


@cache
def connection() -> Connection:
    """The process's one connection; its client is made at the first request, not at import."""
    return Connection(
        connect_timeout_seconds=CONNECT_TIMEOUT_SECONDS,
        read_timeout_seconds=READ_TIMEOUT_SECONDS,
        max_pool_connections=MAX_CONNECTIONS,
        max_retry_attempts=2,
    )


class _Shared(TableConnection):
    """A table's connection that borrows the process's client."""

    def __init__(self, table_name: str, meta_table: Any) -> None:  # noqa: ANN401 - pynamodb keeps this type private
        self.table_name = table_name
        self.connection = connection()
        # Several models may be of one table, and only what knows an index can ask it: whichever came first may not.
        known = self.connection._tables.get(table_name)  # noqa: SLF001 - pynamodb offers no question for it
        if known is None or _indexes(known) < _indexes(meta_table):
            self.connection._tables[table_name] = meta_table  # noqa: SLF001 - nor a way to replace one


def _indexes(meta_table: Any) -> int:  # noqa: ANN401 - as above
    return len(meta_table.data.get("GlobalSecondaryIndexes") or ())


def _without_answer(exception: BaseException, **_event: object) -> None:
    """Give a request that timed out an empty answer: pynamodb looks for a code in it, and fails at None."""
    if getattr(exception, "response", exception) is None:
        exception.response = {}  # type: ignore[attr-defined] # botocore's timeouts have it


class TableModel(Model):
    """A model whose table's name is the setting that its `Meta.setting` names."""

    _bound: ClassVar[_Shared | None] = None

    @classmethod
    def _get_connection(cls) -> TableConnection:
        name = getattr(settings, cls.Meta.setting)  # type: ignore[attr-defined]
        # botocore's clients are thread-safe in use, but not in the making.
        with _binding:
            if cls._bound is None or cls._bound.table_name != name or cls._bound.connection is not connection():
                cls.Meta.table_name = name
                cls._connection = None
                cls._bound = _Shared(name, super()._get_connection().get_meta_table())
                events = cls._bound.connection.client.meta.events
                events.register("after-call-error.dynamodb", _without_answer, unique_id=__name__)
            return cls._bound


def forget_connection() -> None:
    """Drop the connection, so that the next request makes one for the credentials and endpoint of that moment."""
    connection.cache_clear()
