"""What evaluation reads of a user's profile. It can always do without, so every fault is one and the same."""

from pynamodb.exceptions import PynamoDBException

from sextant.aws.observability import logger
from sextant.domain.errors import UnavailableError
from sextant.domain.profiles import Profile
from sextant.store import profiles


def read(user_id: str) -> Profile | None:
    """A user's profile, read at half price: a change of the last second or so may be missing from it.

    Raises:
        UnavailableError: It cannot be read, be it a passing fault or one that stays.
    """
    try:
        return profiles.read_eventually(user_id)
    except (PynamoDBException, UnavailableError) as error:
        logger.warning("a profile cannot be read", fault=type(error).__name__)
        raise UnavailableError("The profile cannot be read just now; try again in a moment.") from error
