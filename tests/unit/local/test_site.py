"""Where a run lives, and what its processes are told."""

from pathlib import Path

import pytest

from local.site import ROOT, Site, SiteError


def test_the_usual_site_is_port_5000_over_4566() -> None:
    """Nothing needs to be set."""
    site = Site.of({})
    assert (site.url, site.aws_endpoint) == ("http://localhost:5000", "http://127.0.0.1:4566")
    assert site.home == ROOT / ".local"


def test_a_second_site_lives_beside_it(tmp_path: Path) -> None:
    """Ports and folder are moved by the environment."""
    site = Site.of({"SEXTANT_PORT": "5001", "SEXTANT_AWS_PORT": "4567", "SEXTANT_HOME": str(tmp_path)})
    assert (site.port, site.aws_port, site.home) == (5001, 4567, tmp_path)


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_named(text: str) -> None:
    """The message says which variable to set."""
    with pytest.raises(SiteError, match="SEXTANT_AWS_PORT"):
        Site.of({"SEXTANT_AWS_PORT": text})


def test_no_process_learns_of_the_developers_own_aws_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile, keys or an endpoint of the real AWS stay outside."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb.eu-west-2.amazonaws.com")
    monkeypatch.setenv("PYTHONPATH", "functions")
    environment = Site.of({}).environment()
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_DYNAMODB", "PYTHONPATH"} & set(environment)
    assert environment["AWS_ACCESS_KEY_ID"] == "test"
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
