"""The demo accounts: one for each role, made in the user pool."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import boto3

from local.deploy import Deployment


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in. The password is no secret: the platform listens on the loopback only."""

    role: str
    email: str
    password: str


DEMO_ACCOUNTS: Final = tuple(
    Account(role, f"{role.lower()}@sextant.example", f"Sextant-{role}-2011!") for role in ("ADMIN", "CLIENT", "CA")
)


def ensure_accounts(deployment: Deployment) -> None:
    """Make each demo account with its password and group, or set right one that is there already."""
    users = boto3.client("cognito-idp")
    pool = deployment.user_pool_id
    for account in DEMO_ACCOUNTS:
        # An earlier run may have made it, perhaps half.
        with suppress(users.exceptions.UsernameExistsException):
            users.admin_create_user(
                UserPoolId=pool,
                Username=account.email,
                MessageAction="SUPPRESS",
                UserAttributes=[{"Name": "email", "Value": account.email}, {"Name": "email_verified", "Value": "true"}],
            )
        users.admin_set_user_password(
            UserPoolId=pool, Username=account.email, Password=account.password, Permanent=True
        )
        users.admin_add_user_to_group(UserPoolId=pool, Username=account.email, GroupName=account.role)


def sign_in(deployment: Deployment, account: Account) -> str:
    """The ID token of a fresh password sign-in; it is good for an hour."""
    answer = boto3.client("cognito-idp").initiate_auth(
        ClientId=deployment.user_pool_client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": account.email, "PASSWORD": account.password},
    )
    return answer["AuthenticationResult"]["IdToken"]
