"""What somebody needs to try the platform: accounts, tokens and keys, kept in a file and told on the screen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.accounts import DEMO_ACCOUNTS, sign_in
from local.deploy import Deployment
from local.site import Site


@dataclass(frozen=True)
class Demo:
    """Credentials of the demo.

    Attributes:
        tokens: an ID token for each role, good for an hour.
        keys: `{kind: {keyId, secret}}`.
    """

    tokens: Mapping[str, str]
    keys: Mapping[str, Mapping[str, str]]

    def exports(self) -> str:
        """Lines to paste into a shell."""
        names = {f"{role}_TOKEN": token for role, token in self.tokens.items()}
        names |= {f"{kind.upper()}_KEY": key["secret"] for kind, key in self.keys.items()}
        return "\n".join(f"export {name}={value}" for name, value in names.items())


def fresh_tokens(deployment: Deployment) -> dict[str, str]:
    """A new ID token for each role."""
    return {account.role: sign_in(deployment, account) for account in DEMO_ACCOUNTS}


def known_keys(site: Site) -> dict[str, dict[str, str]]:
    """The SDK keys of an earlier run: their secrets are shown once, so they are kept here or lost."""
    try:
        kept: dict[str, Any] = json.loads(site.demo.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    keys: dict[str, dict[str, str]] = kept.get("keys", {})
    return keys


def keep(site: Site, demo: Demo, api: str) -> None:
    """Write the demo to the site's folder, for scripts and tests; for nobody else's eyes."""
    told = {
        "url": site.url,
        "api": api,
        "aws": site.aws_endpoint,
        "accounts": {account.role: {"email": account.email, "password": account.password} for account in DEMO_ACCOUNTS},
        "tokens": dict(demo.tokens),
        "keys": {kind: dict(key) for kind, key in demo.keys.items()},
    }
    site.demo.touch(mode=0o600)
    site.demo.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def welcome(site: Site, demo: Demo, *, front_door: bool) -> str:
    """What to tell once everything stands."""
    accounts = "\n".join(f"    {account.role:<7} {account.email:<24} {account.password}" for account in DEMO_ACCOUNTS)
    where = f"{site.url}   (API documentation: {site.url}/api/docs)" if front_door else "no front door (--headless)"
    return f"""
  Sextant is ready: {where}

  Demo accounts
{accounts}

  Tokens (good for an hour; `.venv/bin/python -m local tokens` prints new ones) and SDK keys, to paste into a shell:

{demo.exports()}
{_hints(site) if front_door else ""}
  Stop with Ctrl-C. What is here now will be here next time; `make dev-reset` empties it.
"""


def _hints(site: Site) -> str:
    flags = f"{site.url}/api/admin/feature-flags"
    experiments = f"{site.url}/api/admin/experiments"
    asked = '-s -H "Authorization: Bearer $ADMIN_TOKEN"'
    return f"""
  Try, once they are pasted (docs/admin-guide.md and docs/sdks.md say more):

    curl {asked} {flags}/instant_booking/stats      # a progressive roll-out, and whom it reaches
    curl {asked} "{site.url}/api/admin/audit?entity=flag:legacy_invoices"
    curl {asked} {experiments}/search_first/metrics     # what simulated visitors did
    curl {asked} "{site.url}/api/admin/analytics/ca-utilization?granularity=week"     # of simulated CAs
    curl {asked} "{site.url}/api/admin/analytics/revenue?granularity=week&currency=GBP&format=csv"
    curl -s -H "Authorization: Bearer $CLIENT_KEY" -H "Content-Type: application/json" \\
      -d '{{"context":{{"targetingKey":"ann","roles":["CA"]}}}}' {site.url}/ofrep/v1/evaluate/flags
    curl -s {site.url}/api/features/$CLIENT_KEY        # what GrowthBook's SDKs load
"""
