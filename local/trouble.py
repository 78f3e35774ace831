"""What can keep the platform from standing, said to a person."""


class TroubleError(Exception):
    """The platform cannot go on; the message says what is wrong and what to do about it."""
