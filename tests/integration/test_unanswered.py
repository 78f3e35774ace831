"""What becomes of a request that DynamoDB does not answer in time."""

from collections.abc import Iterator, Mapping

import pytest
from botocore.exceptions import ReadTimeoutError

from sextant.domain.errors import UnavailableError
from sextant.store import profiles
from sextant.store.base import TableModel, connection
from sextant.store.profiles import Profile


@pytest.fixture
def silence(tables: Mapping[str, type[TableModel]]) -> Iterator[None]:
    """DynamoDB is asked, and says nothing until we give up."""
    profiles.read("nobody")  # so that there is a client
    client = connection().client

    def handler(**_event: object) -> None:
        raise ReadTimeoutError(endpoint_url="http://nobody.answers")

    client.meta.events.register("before-send.dynamodb", handler)
    yield
    client.meta.events.unregister("before-send.dynamodb", handler)


def test_a_read_without_an_answer_may_be_tried_again(silence: None) -> None:
    """It is a passing fault like any other."""
    with pytest.raises(UnavailableError):
        profiles.read("maya")


def test_a_conditional_write_without_an_answer_may_be_tried_again(silence: None) -> None:
    """Nobody takes it for a condition that did not hold."""
    with pytest.raises(UnavailableError):
        profiles.create(Profile(user_id="maya", ordinal=1))
