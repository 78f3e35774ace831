"""What SAM is told in the place of another stack."""

from local.sam import imported_variables


def test_only_what_another_stack_would_fill_in_is_stood_in_for() -> None:
    """A plain value stays the template's own."""
    imported = {"Fn::ImportValue": "Sextant-prod-data:ExportsOutputRefFlags"}
    template = {
        "Resources": {
            "Client": {
                "Type": "AWS::Lambda::Function",
                "Properties": {"Environment": {"Variables": {"EVENT_SHARDS": "4", "FLAGS_TABLE": imported}}},
            },
            "Bare": {"Type": "AWS::Lambda::Function", "Properties": {}},
            "Role": {"Type": "AWS::IAM::Role", "Properties": {}},
        }
    }
    assert imported_variables(template) == {"Client": {"FLAGS_TABLE": "local-flags_table"}, "Bare": {}}
