"""The schemas of events as a warm function keeps them: one small read every ten seconds, all of them when any changed.

When DynamoDB fails, what is in memory goes on being held against. A schema is prepared when the first event of its name
comes, and stays prepared until it changes.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from threading import Lock

from sextant.aws.observability import count, logger
from sextant.domain.errors import FieldError, UnavailableError
from sextant.domain.event_schemas import EventSchema
from sextant.schemas.json_schemas import JsonSchema, UnusableSchemaError
from sextant.store import event_schemas as store
from sextant.store.event_schemas import SchemasVersion
from sextant.store.memory import per_connection

LOOK_EVERY_SECONDS = 10.0
_MOST_TOLD = 4
_FIELD = "properties"


class Expectation:
    """What is expected of the events of one name."""

    def __init__(self, schema: EventSchema) -> None:
        """Begin without having prepared anything."""
        self.schema = schema
        self._prepared: JsonSchema | None = None
        self._is_usable = True

    def problems(self, properties: object) -> Iterator[FieldError]:
        """Where the properties of an event break the schema, the first few places."""
        if self._prepared is None and self._is_usable:
            self._prepare()
        if self._prepared:
            yield from self._prepared.violations(properties, _FIELD, most=_MOST_TOLD)

    def _prepare(self) -> None:
        try:
            self._prepared = JsonSchema(self.schema.document, field=_FIELD)
        except UnusableSchemaError:
            # It could be used when it was saved; events are not to suffer from what has changed in the validator since.
            self._is_usable = False
            logger.error("an event's schema cannot be used", event=self.schema.name)
            count("SchemasUnusable")


class ServedSchemas:
    """The schemas of one process.

    Attributes:
        clock: Unix seconds. Not a monotonic clock: that may stand still while Lambda keeps the process frozen.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Begin with nothing read."""
        self._clock = clock
        self._looked_at = 0.0
        self._version: SchemasVersion | None = None
        self._is_settled = False
        self._expectations: dict[str, Expectation] = {}
        self._lock = Lock()

    def current(self) -> Mapping[str, Expectation]:
        """What is expected, by the names of events; at most ten seconds behind the table unless DynamoDB fails.

        Raises:
            UnavailableError: DynamoDB fails, and nothing was ever read.
        """
        with self._lock:
            # A clock that was set back makes the age negative, which must not silence looks until it has caught up.
            if self._version is None or not 0 <= self._clock() - self._looked_at < LOOK_EVERY_SECONDS:
                self._look()
            return self._expectations

    def _look(self) -> None:
        now = self._clock()
        try:
            version = store.version()
            if version != self._version or not self._is_settled:
                self._load()
                # The version may be out a moment before what it stands for: the next look reads everything once more.
                self._is_settled = version == self._version
        except UnavailableError:
            if self._version is None:
                raise
            count("SchemasNotRead")
        else:
            self._version = version
        self._looked_at = now

    def _load(self) -> None:
        known = self._expectations
        self._expectations = {
            schema.name: known[schema.name]
            if schema.name in known and known[schema.name].schema == schema
            else Expectation(schema)
            for schema in store.listed()
        }


served_schemas = per_connection(ServedSchemas)
"""The one of this process, as long as its connection lasts."""
