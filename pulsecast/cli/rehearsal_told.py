"""What a rehearsal found, for people and for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from domain.acceptance.assertions import Verdict
from domain.acceptance.rehearsal import Measured, Phase
from domain.marketplace.moments import moment
from domain.marketplace.timeline.model import Influence
from pulsecast.cli.rehearse import Outcome


def show(outcome: Outcome, verdicts: Sequence[Verdict], console: Console) -> None:
    """Print it."""
    activation, scenario = outcome.activation, outcome.plan.scenario
    console.print(
        f"{scenario.name}: active from {_when(activation.begin)} to {_when(activation.active_until)}, settled at "
        f"{_when(activation.settled_at)}{_reached(outcome)}; seed {outcome.plan.seed}.",
        highlight=False,
        markup=False,
    )
    console.print(_table(outcome))
    for title, place in _events(outcome):
        console.print(f"Event: {title}, {place}", highlight=False, markup=False)
    for cascade, factor in zip(outcome.cascades, outcome.cascade_factors, strict=True):
        console.print(f"Cascade: {_cascade(outcome, cascade, factor)}", highlight=False, markup=False)
    for words in activation.conflicts:
        console.print(f"Note: {words}", highlight=False, markup=False)
    for verdict in verdicts:
        measured = verdict.reason if verdict.measured is None else f"{verdict.measured:,.2f}"
        word, style = ("passed", "green") if verdict.passed else ("FAILED", "bold red")
        console.print(f"{word}: {verdict.assertion.told()}: {measured}", style=style, highlight=False, markup=False)
    if verdicts:
        passed = sum(verdict.passed for verdict in verdicts)
        console.print(f"{passed} of {len(verdicts)} expectations hold.", highlight=False)


def document(outcome: Outcome, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return it as JSON values."""
    activation = outcome.activation
    return {
        "scenario": outcome.plan.scenario.id,
        "seed": outcome.plan.seed,
        "activatedAt": _iso(activation.begin),
        "activeUntil": _iso(activation.active_until),
        "settledAt": _iso(activation.settled_at),
        "end": _iso(outcome.end),
        "streams": [
            {"cause": outcome.causes[one.stream], "rate": one.rate, **asdict(one)} for one in _affected(outcome)
        ],
        "events": [{"title": title, "at": place} for title, place in _events(outcome)],
        "cascades": [
            {
                "trigger": one.trigger,
                "target": one.stream,
                "factor": one.value,
                "begin": _iso(one.begin),
                "end": None if one.end is None else _iso(one.end),
                "reached": one.begin < outcome.end,
                "measured": factor,
            }
            for one, factor in zip(outcome.cascades, outcome.cascade_factors, strict=True)
        ],
        "conflicts": list(activation.conflicts),
        "assertions": [
            {
                "stream": verdict.assertion.stream,
                "metric": verdict.assertion.metric.value,
                "during": verdict.assertion.during.value,
                "min": verdict.assertion.low,
                "max": verdict.assertion.high,
                "measured": verdict.measured,
                "passed": verdict.passed,
                "reason": verdict.reason,
            }
            for verdict in verdicts
        ],
        "passed": all(verdict.passed for verdict in verdicts),
    }


def _affected(outcome: Outcome) -> list[Measured]:
    phases = (Phase.ACTIVE, Phase.SETTLING, Phase.SETTLED)
    found = [outcome.measured.get((stream, phase)) for stream in outcome.causes for phase in phases]
    return [one for one in found if one is not None]


def _table(outcome: Outcome) -> Table:
    table = Table("stream", "by", "phase")
    for name in ("expected", "to twin", "to usual", "events", "twin"):
        table.add_column(name, justify="right", no_wrap=True)
    before = ""
    for one in _affected(outcome):
        first = one.stream != before
        before = one.stream
        table.add_row(
            one.stream if first else "",
            outcome.causes[one.stream] if first else "",
            one.phase.value,
            _factor(one.expected),
            _factor(one.factor),
            _factor(one.baseline_factor),
            f"{one.count:,.0f}",
            f"{one.twin:,.0f}",
        )
        if one.share is not None and one.twin_share is not None:
            shares = f"{one.share:.1f} %", f"{one.twin_share:.1f} %"
            table.add_row("", "", "  share", "", "", "", *shares, style="dim")
    return table


def _events(outcome: Outcome) -> list[tuple[str, str]]:
    injected = set(outcome.activation.events)
    return [(one.title, f"{one.at:%Y-%m-%d %H:%M}") for one in outcome.course.events if str(one.id) in injected]


def _cascade(outcome: Outcome, cascade: Influence, factor: float | None) -> str:
    later = timedelta(microseconds=cascade.begin - outcome.activation.begin)
    told = f"{cascade.trigger} → {cascade.stream} × {cascade.value:g}, {later.total_seconds() / 3600:.1f} h after"
    if cascade.begin >= outcome.end:
        return f"{told}; the run ended before it"
    return f"{told}; the stream had {_factor(factor)} times its twin while it acted"


def _reached(outcome: Outcome) -> str:
    return f", followed until {_when(outcome.end)}" if outcome.end < outcome.activation.settled_at else ""


def _factor(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _when(at: int) -> str:
    return f"{moment(at):%Y-%m-%d %H:%M}"


def _iso(at: int) -> str:
    return f"{moment(at):%Y-%m-%dT%H:%M:%SZ}"
