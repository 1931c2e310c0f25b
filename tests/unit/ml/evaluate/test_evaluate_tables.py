"""What the tables of ``pulsecast evaluate`` look like on a terminal of 80 columns."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from domain.audiences.advice.model import AdviceKind
from domain.audiences.rates import RATES
from ml.evaluate.accuracy import Accuracy
from ml.evaluate.changepoint_harness import DETECTORS as CHANGE_DETECTORS
from ml.evaluate.changepoint_harness import ChangeResult
from ml.evaluate.harness import STRATEGIES, Plan
from ml.evaluate.nab import NabScore
from ml.evaluate.nab_harness import DETECTORS, SEASONAL, AnomalyResult
from ml.evaluate.reference import REFERENCE
from ml.members.registry import MEMBERS
from pulsecast.cli import anomalies, audiences, changepoints, evaluate
from pulsecast.cli.audience_trials import LossScore, RateScore, UpliftScore, WorldScore
from pulsecast.cli.figures import Figures

NARROW, WIDE = 80, 200
LONGEST_SERIES = "cpu_utilization_asg_misconfiguration"
"""The longest name in the Numenta Anomaly Benchmark."""


def drawn(tables: Iterable[Figures], width: int = NARROW) -> str:
    """Draw tables; every line has to fit."""
    file = StringIO()
    for table in tables:
        Console(file=file, width=width).print(table)
    assert max(map(len, file.getvalue().splitlines())) <= width
    assert "…" not in file.getvalue()
    return file.getvalue()


def labelled(text: str, names: Iterable[str]) -> bool:
    """Tell whether each name begins a line and is whole."""
    return all(any(line.startswith(f"{name} ") for line in text.splitlines()) for name in names)


def anomaly_results() -> list[AnomalyResult]:
    many, one = NabScore(-107.25, 116, 100, 90, 300.0, 58), NabScore(float("nan"), 0, 0, 3, 10.0, 1)
    whole = [AnomalyResult(name, 171.25, False, None, None, many, 123.4) for name in DETECTORS]
    used = AnomalyResult(SEASONAL, 5.0, True, None, None, many, 123.4)
    groups = [AnomalyResult(name, float("inf"), False, "realKnownCause", None, many, 12.3) for name in DETECTORS]
    return [*whole, used, *groups, AnomalyResult(SEASONAL, 5.0, False, "realKnownCause", LONGEST_SERIES, one, 0.1)]


def test_anomalies_have_every_detector_heading_and_series_whole() -> None:
    text = drawn(anomalies.tables(anomaly_results()))
    assert labelled(text, [*DETECTORS, f"{SEASONAL}, as used", LONGEST_SERIES])
    for whole in ("score", "precision", "recall", "threshold", "seconds", "-107.2", "100/116"):
        assert whole in text.split()


def test_change_points_have_every_detector_whole_and_all_that_was_found() -> None:
    found = tuple(range(100, 800, 37))
    results = [ChangeResult(name, "children_per_woman", 801, 1, 0.75, 0.5, found, 0.1) for name in CHANGE_DETECTORS]
    text = drawn(changepoints.tables(results))
    by_series, overall = text.split("Mean of 1 series")
    assert all(name in by_series.splitlines()[1] for name in CHANGE_DETECTORS)
    assert labelled(overall, CHANGE_DETECTORS)
    assert by_series.count("0.75 / 0.50") == len(CHANGE_DETECTORS)
    assert all(f"{row}" in by_series for row in found)


def test_audiences_have_every_rate_and_advice_whole() -> None:
    rates = [RateScore(kind, rate, 123_456, 0.123, 0.2, 0.8, -0.1, 1.0) for kind in RATES for rate in RATES[kind]]
    losses = [LossScore(kind, 0.3, 0.4, 0.2, 10, 12) for kind in RATES]
    uplifts = [UpliftScore(kind, 0.1, 0.1, True) for kind in AdviceKind]
    text = drawn(audiences.tables([WorldScore(tuple(rates), tuple(losses), tuple(uplifts))]))
    assert labelled(text, [kind.lower().replace("_", " ") for kind in AdviceKind])
    for rate in rates:
        assert re.search(rf"^{rate.kind.lower()} +{rate.rate.lower().replace('_', ' ')} ", text, re.MULTILINE)


def accuracies(data: str, group: str) -> list[Accuracy]:
    names = [*(member.info.name for member in MEMBERS), REFERENCE.info.name, *STRATEGIES.values()]
    return [
        Accuracy(data, group, name, 1.234, 1.234, 1.234, 12.345, 12.345, 12.345, 0.8, 0.95, 20, 40, 1234.5)
        for name in names
    ]


def test_forecasts_have_every_model_and_data_set_whole() -> None:
    rows = accuracies("tabmo_campaign_4hour_slots", "impressions")
    text = drawn(evaluate.tables(Plan(28, 2), rows))
    assert labelled(text, [row.model for row in rows])
    assert "tabmo_campaign_4hour_slots · impressions: 20 series, 40 forecasts of 28 days" in text
    for whole in ("MASE", "pinball", "CRPS", "MSIS", "seconds", "1234.5", "12.345"):
        assert whole in text.split()
    for table in drawn(evaluate.summaries(rows)).split("\n\n")[:2]:
        assert "tabmo_campaign_4hour_slots ·" in table
        assert "geometric mean" in table


def test_a_wide_terminal_has_headings_on_one_line() -> None:
    text = drawn(anomalies.tables(anomaly_results()), WIDE)
    heading = next(line for line in text.splitlines() if line.startswith("detector"))
    assert "event F1" in heading
    assert "false a day" in heading


def test_what_is_too_wide_even_so_goes_on_in_the_next_line_of_the_first_column() -> None:
    name = "a" * 30
    text = drawn([Figures("Title", ("name", "figure"), [(name, "123456789")])], 30)
    assert text.splitlines()[3:5] == [f"{'a' * 20} 123456789", f"{'a' * 10}{' ' * 20}"]


def test_names_are_printed_as_they_are_and_not_read_as_markup() -> None:
    assert "[bold]series[/]" in drawn([Figures("[red]", ("name", "n"), [("[bold]series[/]", "1")])])


def test_the_command_draws_its_tables_for_the_terminal_that_it_has(tmp_path: Path) -> None:
    days = [date(2024, 1, 1) + timedelta(days=day) for day in range(40)]
    rows = [f"{day} 00:00:00,{100 + day.day % 3}" for day in days]
    (tmp_path / f"{LONGEST_SERIES}.csv").write_text("\n".join(["timestamp,value", *rows]))
    marked = {f"{LONGEST_SERIES}.csv": [[f"{days[20]} 00:00:00", f"{days[24]} 00:00:00"]]}
    (tmp_path / "combined_windows.json").write_text(json.dumps(marked))
    command = [str(Path(sys.executable).with_name("pulsecast")), "evaluate", "anomalies", "--data", str(tmp_path)]
    for width in (NARROW, WIDE):
        environment = os.environ | {"COLUMNS": str(width)}
        text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        assert labelled(text, [*DETECTORS, f"{SEASONAL}, as used", LONGEST_SERIES])
        assert "…" not in text
        assert max(map(len, text.splitlines())) <= width
        assert ("event F1" in text) == (width == WIDE)


@pytest.mark.parametrize("width", range(70, 140, 7))
def test_figures_are_whole_on_every_width_that_has_room_for_them(width: int) -> None:
    text = drawn(anomalies.tables(anomaly_results()), width)
    assert text.count("100/116") == 2 * len(DETECTORS) + 1
