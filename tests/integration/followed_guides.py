"""Sends the commands of a guide to our functions, as they are printed and in the order in which they stand."""

from collections.abc import Mapping
from pathlib import Path

from sextant.usecases.flag_cache import flag_cache
from tests import guides
from tests.guides import Command
from tests.integration.conftest import ADMIN, SERVER_KEY, Answer, Call

LEAST_SUCCESS, LEAST_FAILURE = 200, 300
CALLERS = {"api": ADMIN, "app": SERVER_KEY}


def follow(guide: Path, programs: Mapping[str, Call]) -> None:
    """Do what a guide says, and hold each answer to what it says comes out.

    Args:
        guide: The guide.
        programs: The function that takes the commands of each program.
    """
    files: dict[str, str] = {}
    for block in guides.blocks(guide, "bash"):
        for command in guides.commands(block):
            # What an admin changed is known to applications seconds later.
            flag_cache.cache_clear()
            answer = _sent(programs[command.program], command, files)
            if command.saved_as:
                files[command.saved_as] = answer.body
            expected = range(LEAST_SUCCESS, LEAST_FAILURE) if command.expected is None else [command.expected]
            assert answer.status in expected, f"line {block.line}, {command}: {answer.status} {answer.body}"


def _sent(call: Call, command: Command, files: Mapping[str, str]) -> Answer:
    body = files[command.body[1:]] if command.body and command.body.startswith("@") else command.body
    return call(command.method, command.url, body=body, caller=CALLERS[command.program], headers=command.headers)
