"""Scenarios from the command line: listed, validated, and rehearsed beside their twin."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pulsecast.cli.app import app

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "competitor-disruption.json"
OUTAGE = "payment-outage"


def run(*arguments):
    return CliRunner().invoke(app, ["scenario", *map(str, arguments)])


@pytest.fixture(scope="module")
def outage(tmp_path_factory):
    """A rehearsal of an outage with expectations, one of which does not hold and one of which is not reached."""
    file = tmp_path_factory.mktemp("outage") / "expected.json"
    gateway, failed = "payment_gateway.transaction.status", "customer.subscription.payment_failure"
    expected = [
        {"stream": gateway, "metric": "share", "min": 90},
        {"stream": failed, "metric": "factor", "during": "active", "min": 2},
        {"stream": "customer.subscription.payment_success", "metric": "factor", "during": "settling", "min": 1.1},
        {"stream": gateway, "metric": "count", "during": "active", "max": 1},
        {"stream": gateway, "metric": "rate", "during": "settled", "min": 1},
    ]
    file.write_text(json.dumps(expected))
    answer = run("run", OUTAGE, "--duration", "4h", "--before", "1h", "--assert", file, "--json")
    return answer.exit_code, json.loads(answer.stdout)


def test_the_product_has_nine_scenarios():
    answer = run("list")
    assert answer.exit_code == 0
    assert OUTAGE in answer.output
    documents = json.loads(run("list", "--json").stdout)
    assert len(documents) == 9
    assert documents[0]["affectedStreams"]


def test_a_listed_scenario_is_valid_in_a_file(tmp_path):
    for document in json.loads(run("list", "--json").stdout):
        (tmp_path / f"{document['id']}.json").write_text(json.dumps(document))
    answer = run("validate", *sorted(tmp_path.iterdir()))
    assert answer.exit_code == 0, answer.output
    assert answer.output.count("is valid. It has the id of one of the product's own") == 9


def test_every_fault_is_named_with_file_and_path(tmp_path):
    document = json.loads(run("list", "--json").stdout)[0]
    document["id"] = "Not Kebab"
    document["affectedStreams"]["customer.tutor.serch"] = {"multiplier": 2}
    document["externalEvents"][0]["expectedImpact"][0]["stream"] = "nothing.like.it"
    wrong, broken = tmp_path / "wrong.json", tmp_path / "broken.json"
    wrong.write_text(json.dumps(document))
    broken.write_text("{")
    answer = run("validate", wrong, broken, tmp_path / "missing.json")
    assert answer.exit_code == 1
    assert f"{wrong}: id: " in answer.stderr
    assert f"{wrong}: affectedStreams.customer.tutor.serch: " in answer.stderr
    assert "Did you mean customer.tutor.search" in answer.stderr
    assert f"{wrong}: externalEvents.0.expectedImpact.0.stream: " in answer.stderr
    assert f"{broken}: line 1, column 2: Expecting property name" in answer.stderr
    assert "missing.json: cannot be read: No such file or directory." in answer.stderr


def test_affected_streams_are_measured_against_twin_and_usual(outage):
    _, told = outage
    streams = {(one["stream"], one["phase"]): one for one in told["streams"]}
    active = streams["payment_gateway.transaction.status", "active"]
    assert active["cause"] == "scenario"
    assert active["hours"] == 2
    assert active["share"] > 90
    assert active["twin_share"] < 20
    assert active["count"] == active["twin"]
    assert streams["customer.subscription.payment_failure", "active"]["expected"] == pytest.approx(6, rel=0.02)
    assert streams["customer.subscription.payment_success", "settling"]["cause"] == "backlog"
    assert streams["customer.subscription.payment_success", "settling"]["expected"] > 1.1
    assert ("support.ticket.created", "settled") not in streams


def test_events_cascades_and_conflicts_are_told(outage):
    _, told = outage
    assert [event["title"] for event in told["events"]] == ["Stripe API outage", "Gateway maintenance"]
    reached = {cascade["target"]: cascade["reached"] for cascade in told["cascades"]}
    assert reached["customer.subscription.plan_changed"] is False
    assert told["conflicts"]
    assert told["settledAt"] > told["end"]


def test_an_expectation_that_does_not_hold_is_status_1(outage):
    status, told = outage
    assert status == 1
    assert told["passed"] is False
    verdicts = told["assertions"]
    assert [verdict["passed"] for verdict in verdicts] == [True, True, True, False, False]
    assert verdicts[3]["measured"] > 1
    assert verdicts[4]["reason"] == "the run ended before it was settled"


def test_the_example_of_the_documentation_holds():
    answer = run("run", "competitor-disruption", "--duration", "6h", "--before", "1h", "--assert", EXAMPLE)
    assert answer.exit_code == 0, answer.output
    assert "6 of 6 expectations hold." in answer.output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "Expecting property name"),
        ("{}", "Input should be a valid list"),
        ("[]", "at least 1 item"),
        ('[{"stream": "customer.tutor.search", "metric": "factor"}]', "[0]: give min, max or both"),
        ('[{"stream": "customer.tutor.search", "metric": "speed", "min": 1}]', "[0].metric: Input should be 'factor'"),
        (
            '[{"stream": "customer.tutor.search", "metric": "rate", "min": "1"}]',
            "[0].min: Input should be a valid numb",
        ),
        ('[{"stream": "customer.tutor.search", "metric": "rate", "min": 2, "max": 1}]', "[0]: min is greater than max"),
        ('[{"stream": "customer.tutor.search", "metric": "rate", "least": 2}]', "[0].least: Extra inputs"),
        (
            '[{"stream": "customer.tutor.search", "metric": "share", "min": 2}]',
            "[0].metric: customer.tutor.search has no",
        ),
        ('[{"stream": "tutor.serch", "metric": "rate", "min": 2}]', "[0].stream: There is no stream 'tutor.serch'."),
        ('[{"stream": "customer.tutor.search", "metric": "rate", "during": "now", "min": 1}]', "[0].during: Input"),
    ],
)
def test_a_wrong_file_of_expectations_is_status_2(tmp_path, content, told):
    file = tmp_path / "expected.json"
    file.write_text(content)
    answer = run("run", OUTAGE, "--assert", file)
    assert answer.exit_code == 2
    assert f"{file}: " in answer.stderr
    assert told in answer.stderr


def test_an_unknown_scenario_is_answered_with_near_ones():
    answer = run("run", "payment-outrage")
    assert answer.exit_code == 1
    assert "There is no scenario 'payment-outrage'. Did you mean payment-outage" in answer.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [("--duration", "soon"), ("--duration", "0h"), ("--duration", "3 years"), ("--before", "90min")],
)
def test_a_length_that_cannot_be_is_status_2(option, value):
    answer = run("run", OUTAGE, option, value)
    assert answer.exit_code == 2
    assert isinstance(answer.exception, SystemExit)
