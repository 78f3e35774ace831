"""Who may sign in: the user pool, its groups (which are roles) and the admin UI's client."""

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.config import Config, OidcIssuer
from infra.constructs.acknowledge import acknowledge
from infra.constructs.table import removal_policy

ROLES = {
    "ADMIN": "Runs the business: everything under /api/admin",
    "CLIENT": "Buys services",
    "CA": "Sells services",
}


class UserPool(Construct):
    """A user pool that only admins add users to, with one client for browsers."""

    def __init__(self, scope: Construct, construct_id: str, config: Config) -> None:
        """Make the pool, a group for each role and the client."""
        super().__init__(scope, construct_id)
        self._config = config
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True),
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(sms=False, otp=True),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=cdk.Duration.days(3),
            ),
            deletion_protection=config.protect_data,
            removal_policy=removal_policy(config),
        )
        for role, description in ROLES.items():
            self.pool.add_group(role.capitalize(), group_name=role, description=description)
        self.client = self.pool.add_client(
            "AdminUi",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user_password=True, user_srp=True),
            disable_o_auth=True,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=cdk.Duration.hours(1),
            id_token_validity=cdk.Duration.hours(1),
            refresh_token_validity=cdk.Duration.days(30),
        )
        acknowledge(
            self.pool,
            {
                "AwsSolutions-COG2": "A second factor (TOTP) is offered to everyone and forced on nobody: the clients"
                " of a marketplace sign in here too, and the business's scripts use a password.",
                "AwsSolutions-COG8": "The Plus plan charges for each monthly user; nobody can sign themselves up, so"
                " there is little for its threat protection to watch.",
            },
        )

    def issuer(self) -> OidcIssuer:
        """How the authorizer recognises this pool's tokens."""
        pool_id = self.pool.user_pool_id
        # Not the pool's ProviderURL: MiniStack has no such attribute, and signs with this same address.
        issuer = cdk.Fn.sub("https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${PoolId}", {"PoolId": pool_id})
        endpoint = self._config.aws_endpoint
        return OidcIssuer(
            issuer=issuer,
            audience=self.client.user_pool_client_id,
            jwks_url=f"{f'{endpoint}/{pool_id}' if endpoint else issuer}/.well-known/jwks.json",
            roles_claim="cognito:groups",
        )
