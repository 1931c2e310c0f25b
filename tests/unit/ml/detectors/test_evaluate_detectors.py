"""``pulsecast evaluate detectors`` as a user types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pulsecast.cli.evaluate import app


@pytest.mark.slow
def test_it_prints_tables_and_writes_the_same_figures_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "detectors.json"
    answer = CliRunner().invoke(app, ["detectors", "--seeds", "2", "--days", "4", "--json", str(out)])
    assert answer.exit_code in (0, 1), answer.output
    (found,) = json.loads(out.read_text())
    assert f"{found['events']['precision']:.3f}" in answer.output
    assert f"{found['events']['recall']:.3f}" in answer.output
    assert f"{found['falseIncidentsPerDay']:.2f}" in answer.output
    assert len(found["scenarios"]) == 8
    for scenario in found["scenarios"]:
        assert scenario["id"] in answer.output
    outage = next(one for one in found["scenarios"] if one["id"] == "payment-outage")
    assert outage["hours"] == 1


@pytest.mark.parametrize(("seeds", "told"), [("x", "no seed"), ("5-1", "no seed"), ("1-900", "At most 100")])
def test_seeds_that_cannot_be_read_are_told(seeds: str, told: str) -> None:
    answer = CliRunner().invoke(app, ["detectors", "--seeds", seeds])
    assert answer.exit_code == 2
    assert told in answer.output
