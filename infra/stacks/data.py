"""What must outlive every deployment: tables, the work that waits, the user pool, the alarms' subscribers."""

import aws_cdk as cdk
from constructs import Construct

from infra.config import AGGREGATE_TIMEOUT_SECONDS, Config, OidcIssuer
from infra.constructs.alarms import AlarmTopic
from infra.constructs.table import DataTable, Index, Keys
from infra.constructs.user_pool import UserPool
from infra.constructs.work_queue import WorkQueue
from infra.stacks.stage_stack import StageStack


class DataStack(StageStack):
    """The stateful resources.

    Attributes:
        issuer: whose tokens the API believes: the pool made here, or the one that was configured.
    """

    def __init__(self, scope: Construct, config: Config) -> None:
        """Make the tables, and a user pool unless an issuer exists already."""
        super().__init__(scope, config, "data", holds="tables, queue, user pool, alarm topic", stateful=True)
        by_bucket = Index("byBucket", "bucketShard", "eventId", whole_items=True)
        by_cohort = Index("byCohort", "cohort", "userId", included=("entrant", "purchases", "money"))
        by_shard = Index("byShard", "shard", "userId", included=("role", "attributes"))
        events = Keys("userId", "eventId", expires_at="expiresAt", indexes=(by_bucket,))
        metrics = Keys("partition", "bucket", expires_at="expiresAt")
        self.events = DataTable(self, "Events", config, events)
        self.profiles = DataTable(self, "Profiles", config, Keys("userId", indexes=(by_cohort, by_shard)))
        self.metrics = DataTable(self, "Metrics", config, metrics)
        # One partition each: a listing is a consistent Query and never a Scan.
        self.flags = DataTable(self, "Flags", config, Keys("collection", "key"))
        self.sdk_keys = DataTable(self, "SdkKeys", config, Keys("collection", "keyId"))
        # An entry may hold hundreds of kilobytes: the indexes carry only what filters look at.
        by_time = Index("byTime", "collection", "entryId", included=("action",))
        by_actor = Index("byActor", "actor", "entryId", included=("action",))
        self.audit = DataTable(self, "Audit", config, Keys("entity", "change", indexes=(by_time, by_actor)))
        self.experiments = DataTable(self, "Experiments", config, Keys("collection", "key"))
        by_user = Index("byUser", "userId", "experimentKey")
        self.assignments = DataTable(self, "Assignments", config, Keys("experimentKey", "subject", indexes=(by_user,)))
        self.counters = DataTable(self, "Counters", config, Keys("experimentKey", "cell"))
        by_day, by_name = Index("byDay", "day", "rejectionId"), Index("byName", "name", "rejectionId")
        rejected = Keys("owner", "storedId", expires_at="expiresAt", indexes=(by_day, by_name))
        self.rejected_events = DataTable(self, "RejectedEvents", config, rejected)
        # Here, since both the function that sends and the one that works off are in stacks above this one.
        self.aggregation = WorkQueue(self, "Aggregation", config, timeout_seconds=AGGREGATE_TIMEOUT_SECONDS)
        self.alarm_topic = AlarmTopic(self, "Alarms")
        self.issuer = config.external_issuer or self._make_user_pool(config)
        cdk.CfnOutput(self, "AlarmTopicArn", value=self.alarm_topic.topic_arn)

    def _make_user_pool(self, config: Config) -> OidcIssuer:
        users = UserPool(self, "Users", config)
        cdk.CfnOutput(self, "UserPoolId", value=users.pool.user_pool_id)
        cdk.CfnOutput(self, "UserPoolClientId", value=users.client.user_pool_client_id)
        return users.issuer()
