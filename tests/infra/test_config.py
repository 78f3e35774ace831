"""What may be configured with `-c`, and what a mistake in it is answered with."""

import pytest

from infra.config import LOCAL, PROD, ConfigurationError, OidcIssuer, configure


def _given(**context: str) -> dict[str, str]:
    return context


def test_prod_on_arm64_is_the_default() -> None:
    """Nothing given means production."""
    assert configure(_given().get) == PROD
    assert PROD.architecture == "arm64"


def test_a_stage_is_chosen_by_name() -> None:
    """`-c stage=local` is the local platform."""
    assert configure(_given(stage="local").get) == LOCAL


def test_an_unknown_stage_is_refused_with_the_known_ones() -> None:
    """A typo does not make a new stage."""
    with pytest.raises(ConfigurationError, match=r"stagign.*local, prod"):
        configure(_given(stage="stagign").get)


def test_the_architecture_can_be_x86_64() -> None:
    """`-c architecture=x86_64` changes nothing else."""
    assert configure(_given(architecture="x86_64").get).architecture == "x86_64"


def test_an_unknown_architecture_is_refused() -> None:
    """Lambda has two."""
    with pytest.raises(ConfigurationError, match="arm64 or x86_64"):
        configure(_given(architecture="riscv").get)


def test_the_business_may_keep_its_own_time() -> None:
    """`-c business_time_zone=Europe/London` cuts days at London's midnights."""
    assert configure(_given(business_time_zone="Europe/London").get).business_time_zone == "Europe/London"


def test_an_unknown_time_zone_is_refused_before_anything_is_deployed() -> None:
    """A wrong zone would shift every day's numbers."""
    with pytest.raises(ConfigurationError, match="IANA"):
        configure(_given(business_time_zone="Europe/Londn").get)


@pytest.mark.parametrize(("given", "wanted"), [("true", True), ("false", False)])
def test_snapshots_are_switched_on_when_asked_for(given: str, *, wanted: bool) -> None:
    """`-c snap_start=true` buys faster cold starts; nobody pays for them unasked."""
    assert configure(_given(snap_start=given).get).snap_start is wanted
    assert not PROD.snap_start


def test_a_switch_is_either_true_or_false() -> None:
    """Anything else could mean either."""
    with pytest.raises(ConfigurationError, match=r"snap_start=yes.*true or false"):
        configure(_given(snap_start="yes").get)


def test_the_local_platform_may_listen_elsewhere() -> None:
    """`-c aws_endpoint=` moves what stands in for AWS; a trailing slash does no harm."""
    config = configure(_given(stage="local", aws_endpoint="http://localhost:4601/").get)

    assert config.aws_endpoint == "http://localhost:4601"


def test_an_existing_issuer_needs_no_more_than_itself_and_an_audience() -> None:
    """Keys are looked for where OIDC providers usually have them, roles in `roles`."""
    config = configure(_given(oidc_issuer="https://login.example.com/", oidc_audience="sextant").get)

    assert config.external_issuer == OidcIssuer(
        issuer="https://login.example.com/",
        audience="sextant",
        jwks_url="https://login.example.com/.well-known/jwks.json",
        roles_claim="roles",
    )


def test_an_existing_issuer_may_be_described_in_full() -> None:
    """Every part of it can be given."""
    config = configure(
        _given(
            oidc_issuer="https://login.example.com",
            oidc_audience="web,phone",
            oidc_jwks_url="https://login.example.com/keys",
            oidc_roles_claim="https://example.com/groups",
        ).get,
    )

    assert config.external_issuer == OidcIssuer(
        "https://login.example.com",
        "web,phone",
        "https://login.example.com/keys",
        "https://example.com/groups",
    )


@pytest.mark.parametrize("half", [{"oidc_issuer": "https://login.example.com"}, {"oidc_audience": "sextant"}])
def test_half_an_issuer_is_refused(half: dict[str, str]) -> None:
    """An issuer without an audience would accept tokens meant for others."""
    with pytest.raises(ConfigurationError, match=r"oidc_issuer=.*oidc_audience="):
        configure(half.get)
