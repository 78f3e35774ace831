"""What MiniStack is told, and what a killed one leaves."""

from pathlib import Path

import pytest

from local import ministack
from local.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with objects and unpacked workers in its folder."""
    for folder in ("state", "s3/assets", "tmp/worker"):
        (tmp_path / folder).mkdir(parents=True)
    return Site(port=5000, aws_port=4566, home=tmp_path)


def test_objects_that_no_stack_knows_of_are_cleared(site: Site) -> None:
    """MiniStack was killed before it ever saved a stack, and its buckets would be in the way."""
    ministack.clear_leftovers(site)
    assert not (site.home / "s3").exists()
    assert list((site.home / "tmp").iterdir()) == []


def test_objects_of_a_saved_stack_stay(site: Site) -> None:
    """They are what the functions and layers are deployed from."""
    (site.state / "cloudformation.json").write_text("{}")
    ministack.clear_leftovers(site)
    assert (site.home / "s3" / "assets").exists()


def test_it_is_reached_from_this_machine_alone_and_enforces_iam(site: Site) -> None:
    """Its own defaults are every interface and no questions asked."""
    environment = ministack.program(site).environment
    assert environment["BIND_HOST"] == "127.0.0.1"
    assert environment["AUTH"] == "true"
    assert environment["STATE_DIR"] == str(site.state)
