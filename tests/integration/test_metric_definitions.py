"""The definitions of the metrics, through the route, and how answers are kept."""

import csv
import io

from sextant.domain.metric_registry import METRICS
from tests.integration.conftest import ADMIN, CLIENT, Call

DEFINITIONS = "/api/admin/metrics/definitions"


def test_every_metric_is_listed_with_what_it_means(admin_api: Call) -> None:
    """By name, with words, version, inputs and unit."""
    said = admin_api("GET", DEFINITIONS, caller=ADMIN).json
    assert [each["name"] for each in said["definitions"]] == sorted(metric.name for metric in METRICS)
    gross = next(each for each in said["definitions"] if each["name"] == "revenue.gross")
    assert gross == {
        "name": "revenue.gross",
        "title": "Gross revenue",
        "words": "The sum of the amounts of the payments of the period.",
        "version": 1,
        "inputs": ["payment_completed"],
        "unit": "minorUnits",
    }


def test_the_definitions_come_as_a_table_too(admin_api: Call) -> None:
    """A row for each, and the number of rows beside it."""
    answer = admin_api("GET", f"{DEFINITIONS}?format=csv", caller=ADMIN)
    rows = list(csv.DictReader(io.StringIO(answer.body, newline="")))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="metric-definitions.csv"'
    assert answer.headers["x-row-count"] == str(len(METRICS)) == str(len(rows))
    assert [row["name"] for row in rows] == [metric.name for metric in METRICS]


def test_who_holds_the_answer_is_told_so(admin_api: Call) -> None:
    """By the ETag of exactly what was said; a table has another one."""
    first = admin_api("GET", DEFINITIONS, caller=ADMIN)
    held = {"if-none-match": first.headers["etag"]}
    again = admin_api("GET", DEFINITIONS, caller=ADMIN, headers=held)
    assert (again.status, again.body, again.headers["etag"]) == (304, "", first.headers["etag"])
    assert first.headers["cache-control"] == "private, max-age=300"
    assert admin_api("GET", f"{DEFINITIONS}?format=csv", caller=ADMIN, headers=held).status == 200


def test_an_unknown_format_is_refused(admin_api: Call) -> None:
    """By the parameter's name."""
    answer = admin_api("GET", f"{DEFINITIONS}?format=xml", caller=ADMIN)
    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, ["format"])


def test_only_admins_read_them(admin_api: Call) -> None:
    """As all that is below /api/admin."""
    assert admin_api("GET", DEFINITIONS, caller=CLIENT).status == 403
