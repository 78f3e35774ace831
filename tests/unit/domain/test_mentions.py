"""Where flags and experiments name a user."""

from dataclasses import replace

from sextant.domain import mentions
from sextant.domain.mentions import Mention
from tests.unit.domain.sample_experiments import draft
from tests.unit.domain.sample_flags import flag


def is_maya(text: str) -> bool:
    """Whether a text is Maya's id."""
    return text == "maya"


def test_lists_rules_and_overrides_that_name_the_user_are_found() -> None:
    """However deep the name is."""
    rule = {"condition": {"$or": [{"id": {"$in": ["omar", "maya"]}}]}, "force": True}
    flags = [
        flag(key="listed", user_ids=("maya",)),
        flag(key="excluded", excluded_user_ids=("omar", "maya")),
        flag(key="ruled", rules=(rule,)),
        flag(key="other", user_ids=("omar",)),
    ]
    experiment = replace(draft(), overrides={"maya": "control"})
    assert mentions.of_user(is_maya, flags, [experiment, draft()]) == [
        Mention("flag", "listed", ("user_ids",)),
        Mention("flag", "excluded", ("excluded_user_ids",)),
        Mention("flag", "ruled", ("rules",)),
        Mention("experiment", experiment.key, ("overrides",)),
    ]


def test_a_key_or_value_that_happens_to_be_the_same_is_no_mention() -> None:
    """Only what says who."""
    assert mentions.of_user(is_maya, [flag(key="maya", name="maya", tags=("maya",))], []) == []


def test_who_wrote_it_is_a_mention() -> None:
    """An admin is a user too."""
    (found,) = mentions.of_user(is_maya, [replace(flag(key="f"), created_by="maya")], [])
    assert found.fields == ("created_by",)
