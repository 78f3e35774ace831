"""PostHog's client evaluating locally: definitions in memory, no request, no `$feature_flag_called` event."""

from posthog import Posthog

from bench.peers.flags import Flag, User, Work

name = "posthog"
shares = True


def one(flag: Flag, users: list[User]) -> Work:
    """Its entry point for one flag."""
    key, client = flag.key, _client([flag])
    return Work(
        lambda: [
            client.get_feature_flag(
                key,
                user.id,
                person_properties=user.attributes,
                only_evaluate_locally=True,
                send_feature_flag_events=False,
            )
            for user in users
        ],
        lambda values: [{key} if value else set() for value in values],
    )


def many(flags: list[Flag], users: list[User]) -> Work:
    """Its entry point for all flags."""
    client = _client(flags)
    return Work(
        lambda: [
            client.get_all_flags(user.id, person_properties=user.attributes, only_evaluate_locally=True)
            for user in users
        ],
        lambda answers: [{key for key, value in answer.items() if value} for answer in answers],
    )


def _client(flags: list[Flag]) -> Posthog:
    client = Posthog("phc_bench", send=False, enable_local_evaluation=False)
    client.feature_flags = [
        {
            "id": number,
            "key": flag.key,
            "active": True,
            "filters": {
                "groups": [
                    {
                        "properties": [
                            {
                                "key": clause.attribute,
                                "value": clause.values[0] if len(clause.values) == 1 else list(clause.values),
                                "operator": "exact",
                                "type": "person",
                            }
                            for clause in flag.clauses
                        ],
                        "rollout_percentage": flag.percent,
                    }
                ]
            },
        }
        for number, flag in enumerate(flags, start=1)
    ]
    return client
