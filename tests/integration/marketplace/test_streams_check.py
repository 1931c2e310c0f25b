"""The acceptance numbers from the command line, on the real engine."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.marketplace.loader import load_marketplace
from domain.acceptance.model import Check, Report, Section
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Timeline
from pulsecast.cli.acceptance import alone, without
from pulsecast.cli.app import app
from pulsecast.cli.streams import told
from simulator.marketplace import LocalMarketplace
from tests.unit.acceptance.happenings import BEGIN


def run(*arguments):
    return CliRunner().invoke(app, ["streams", "check", *map(str, arguments)])


def two_hours(marketplace, course):
    engine = LocalMarketplace(marketplace).engine(course)
    events = []
    while engine.position < BEGIN + 2 * HOUR:
        events += engine.advance(BEGIN + 2 * HOUR, 100_000).events
    return events


def test_leaving_out_what_stands_alone_changes_nothing_else():
    marketplace = load_marketplace()
    bulk = alone(marketplace)
    assert bulk == {"api.request.log", "customer.page.view"}
    course = compile_course(marketplace, Timeline(5, BEGIN), ())
    whole = two_hours(marketplace, course)
    rest = two_hours(without(marketplace, bulk), course)
    assert len(rest) > 500
    assert rest == [event for event in whole if event.stream not in bulk]


@pytest.mark.slow
def test_two_days_of_the_real_engine_are_checked_and_scored():
    answer = run("--days", 2, "--seed", 4, "--json")
    report = json.loads(answer.stdout)
    assert answer.exit_code == (0 if report["passed"] else 1)
    (seed,) = report["seeds"]
    assert seed["seed"] == 4
    assert seed["events"] > 2_000_000
    checks = {check["name"]: check for check in seed["checks"]}
    exact = ("orphans", "prerequisites", "gap-free", "unique-ids", "live-rates", "table-rates")
    assert {name: checks[name]["detail"] for name in exact if not checks[name]["passed"]} == {}
    assert checks["confirmed"]["passed"]
    assert checks["spikes"]["passed"]
    assert checks["causal-events"]["passed"]
    assert checks["sessions-per-tutor"]["measured"] > 1
    assert any("8,000 tutors" in warning for warning in report["warnings"])


def children_of(process):
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not listed.exists():
        pytest.skip("this system does not list the children of a process")
    return listed.read_text().split()


def test_ctrl_c_ends_it_with_its_processes():
    command = [str(Path(sys.executable).with_name("pulsecast")), "streams", "check", "--days", "90", "--seeds", "1-2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0)
    # A tracker of resources and two workers.
    while process.poll() is None and len(children_of(process)) < 3:
        time.sleep(0.05)
    workers = children_of(process)
    # The whole group gets the signal, as from a terminal.
    os.killpg(process.pid, signal.SIGINT)
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in complaints
    patience = time.monotonic() + 30
    while any(Path(f"/proc/{one}").exists() for one in workers) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not [one for one in workers if Path(f"/proc/{one}").exists()]


@pytest.mark.parametrize("seeds", ["", "a", "5-1", "1-", "-3", "1-500"])
def test_seeds_that_cannot_be_are_status_2(seeds):
    answer = run("--seeds", seeds)
    assert answer.exit_code == 2
    assert isinstance(answer.exception, SystemExit)


def report(seed, measured):
    check = Check("rated", Section.OUTCOMES, "Sessions rated", 40, 60, measured, "%", "many")
    return Report(seed, 30, 1_000, (check,), ("Something contradicts.",))


def test_seeds_are_told_side_by_side_with_what_failed(capsys):
    told([report(1, 50.0), report(2, 61.0)])
    text = " ".join(capsys.readouterr().out.split())
    assert "40 to 60 %" in text
    assert "50.00 % … 61.00 %" in text
    assert "1 of 2" in text
    assert "Seed 2, rated: 61.00 %. many" in text
    assert "Warning: Something contradicts." in text
    assert "FAILED: 97.5 of 100 over 30 days, seeds 1, 2, 2,000 events." in text


def test_nothing_to_measure_can_be_told(capsys):
    told([report(1, math.nan)])
    assert "Seed 1, rated: nothing to measure." in " ".join(capsys.readouterr().out.split())
