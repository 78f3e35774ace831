"""What must outlive every deployment: tables, the user pool, the alarms' subscribers."""

import aws_cdk as cdk
from constructs import Construct

from infra.config import Config, OidcIssuer
from infra.constructs.alarms import AlarmTopic
from infra.constructs.table import DataTable, Index
from infra.constructs.user_pool import UserPool
from infra.stacks.stage_stack import StageStack


class DataStack(StageStack):
    """The stateful resources.

    Attributes:
        issuer: whose tokens the API believes: the pool made here, or the one that was configured.
    """

    def __init__(self, scope: Construct, config: Config) -> None:
        """Make the tables, and a user pool unless an issuer exists already."""
        super().__init__(scope, config, "data", holds="tables, user pool, alarm topic", stateful=True)
        self.events = DataTable(
            self,
            "Events",
            config,
            hash_key="userId",
            range_key="eventId",
            expires_at="expiresAt",
            index=Index("byBucket", "bucketShard", "eventId", whole_items=True),
        )
        self.profiles = DataTable(
            self,
            "Profiles",
            config,
            hash_key="userId",
            index=Index("byCohort", "cohort", "userId", whole_items=False),
        )
        self.metrics = DataTable(
            self, "Metrics", config, hash_key="partition", range_key="bucket", expires_at="expiresAt"
        )
        self.flags = DataTable(self, "Flags", config, hash_key="collection", range_key="key")
        self.sdk_keys = DataTable(self, "SdkKeys", config, hash_key="collection", range_key="keyId")
        self.alarm_topic = AlarmTopic(self, "Alarms")
        self.issuer = config.external_issuer or self._make_user_pool(config)
        cdk.CfnOutput(self, "AlarmTopicArn", value=self.alarm_topic.topic_arn)

    def _make_user_pool(self, config: Config) -> OidcIssuer:
        users = UserPool(self, "Users", config)
        cdk.CfnOutput(self, "UserPoolId", value=users.pool.user_pool_id)
        cdk.CfnOutput(self, "UserPoolClientId", value=users.client.user_pool_client_id)
        return users.issuer()
