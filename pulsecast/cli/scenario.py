"""``pulsecast scenario``: simulator scenarios, listed, validated and rehearsed offline."""

import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

from config.marketplace.loader import load_marketplace
from config.marketplace.scenario_document import parse_scenario, scenario_document
from config.marketplace.spans import read_span
from domain.errors import Refused
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import HOUR, micros, span
from domain.marketplace.names import near_matches
from domain.marketplace.scenarios.model import ScenarioDefinition
from pulsecast.cli.assertion_file import InvalidFile, read_assertions, read_json
from pulsecast.cli.session import complaints, console

if TYPE_CHECKING:
    from domain.acceptance.assertions import Verdict

app = typer.Typer(help="List, validate and rehearse simulator scenarios.", no_args_is_help=True)

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""Noon of a Monday in a month without a season of its own."""

_SHORT = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@app.callback()
def scenario() -> None:
    """List, validate and rehearse simulator scenarios."""


@app.command("list")
def list_scenarios(
    json: Annotated[bool, typer.Option("--json", help="Print the whole definitions as JSON.")] = False,
) -> None:
    """List the product's simulator scenarios.

    Example: pulsecast scenario list
    """
    marketplace = load_marketplace()
    if json:
        documents = [scenario_document(one) for one in marketplace.scenarios]
        typer.echo(orjson.dumps(documents, option=orjson.OPT_INDENT_2))
        return
    table = Table(Column("id", no_wrap=True), "name", "active for", "settles in", "curve", box=None)
    for one in marketplace.scenarios:
        table.add_row(one.id, one.name, one.duration.text, one.settlement.text, one.curve.value.lower())
    console.print(table)
    for problem in marketplace.problems:
        told = f"Disabled: {problem.file}, {problem.path}: {problem.message}"
        console.print(told, style="yellow", highlight=False, markup=False, soft_wrap=True)


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenarios as JSON documents.")],
) -> None:
    """Check scenarios in files and name every fault with its file and path.

    Ends with status 1 when there is a fault.

    Example: pulsecast scenario validate scenarios/heat-wave.json
    """
    marketplace = load_marketplace()
    wrong = False
    for file in files:
        try:
            found = _read(file, marketplace)
        except InvalidFile as fault:
            wrong = True
            complaints.print(str(fault), markup=False, highlight=False, soft_wrap=True)
            continue
        note = " It has the id of one of the product's own, so it can be run, but not saved."
        taken = note if marketplace.scenario(found.id) is not None else ""
        console.print(f"{file}: {found.id} is valid.{taken}", markup=False, highlight=False, soft_wrap=True)
    if wrong:
        raise typer.Exit(1)


@app.command()
def run(
    scenario_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a scenario, or a file with one.")],
    speed: Annotated[
        float, typer.Option(min=0, help="Simulated seconds in a second; 0 for as many as possible.")
    ] = 0.0,
    seed: Annotated[int, typer.Option(min=0, max=2**53 - 1, help="Of all the randomness.")] = 1,
    at: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"], help="Activation, UTC, on a full hour.")
    ] = AT,
    before: Annotated[str, typer.Option(help="Simulated time before it, in whole hours, such as 6h.")] = "6h",
    duration: Annotated[
        str | None, typer.Option(help="Simulated time from it on, such as 90min, 3d or '2 weeks'; else until settled.")
    ] = None,
    assertions: Annotated[
        Path | None, typer.Option("--assert", metavar="FILE", help="Hold these expectations against it.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print what was measured as JSON.")] = False,
) -> None:
    """Rehearse a scenario offline beside its twin: the same world, by the same chance, without it.

    Told are, for each stream that is affected and each phase, the factor that the rates give, the factor against the
    twin and against what is usual, and the events; then the external events, the cascades and when it settles.

    The file of expectations is a list of objects such as {"stream": "customer.tutor.search", "metric": "factor",
    "during": "active", "min": 0.7, "max": 0.9}: metric is factor (against the twin), count, rate (events an hour) or
    share (percent), during is active, settling or settled. Status 1 when one of them fails, 2 when the file is wrong.

    Example: pulsecast scenario run payment-outage --duration 5h --assert expectations.json
    """
    from domain.acceptance.assertions import judged
    from pulsecast.cli.rehearsal_told import document, show
    from pulsecast.cli.rehearse import Plan, Stage

    marketplace = load_marketplace()
    try:
        wanted = read_assertions(assertions, marketplace) if assertions is not None else []
        chosen = _chosen(scenario_id, marketplace)
    except InvalidFile as fault:
        complaints.print(str(fault), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from None
    length = None if duration is None else _length(duration, "--duration")
    plan = Plan(chosen, seed, micros(at.replace(tzinfo=UTC)), _length(before, "--before"), length)
    if plan.at % HOUR or plan.before % HOUR:
        raise typer.BadParameter("Activation and the time before it are in whole hours.", param_hint="--at, --before")
    stage = Stage(marketplace, plan)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("hours"))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=complaints, transient=True) as progress:
        task = progress.add_task(chosen.id, total=stage.hours)
        outcome = stage.perform(_paced(speed, lambda done: progress.update(task, completed=done)))
    verdicts = [judged(one, outcome.measured) for one in wanted]
    if json:
        typer.echo(orjson.dumps(document(outcome, verdicts), option=orjson.OPT_INDENT_2))
    else:
        show(outcome, verdicts, console)
    _end(verdicts)


def _end(verdicts: Sequence["Verdict"]) -> None:
    if not all(verdict.passed for verdict in verdicts):
        raise typer.Exit(1)


def _paced(speed: float, tell: Callable[[int], None]) -> Callable[[int, int], None]:
    """Tell of each hour that is done, not before its time at a speed above 0."""
    begun = time.perf_counter()

    def told(done: int, _: int) -> None:
        tell(done)
        if speed > 0:
            due = begun + done * 3_600 / speed
            time.sleep(max(0.0, due - time.perf_counter()))

    return told


def _chosen(scenario_id: str, marketplace: Marketplace) -> ScenarioDefinition:
    """Return the scenario with an id, or the one in a file.

    Raises:
        InvalidFile: The file has none that is valid.
        typer.Exit: There is no such scenario.
    """
    file = Path(scenario_id)
    if file.suffix == ".json":
        return _read(file, marketplace)
    known = {one.id: one for one in marketplace.scenarios}
    found = known.get(scenario_id.strip().casefold())
    if found is None:
        near = near_matches(scenario_id, known)
        hint = f"Did you mean {near}?" if near else f"Known are {', '.join(known)}."
        told = f"There is no scenario {scenario_id[:100]!r}. {hint}"
        complaints.print(told, markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1)
    return found


def _read(file: Path, marketplace: Marketplace) -> ScenarioDefinition:
    """Read a scenario.

    Raises:
        InvalidFile: It cannot be read, or is none; a line for every fault.
    """
    document = read_json(file)
    try:
        return parse_scenario(document, marketplace)
    except Refused as refusal:
        lines = []
        for fault in refusal.faults:
            where = f"{'.'.join(fault.path)}: " if fault.path else ""
            lines.append(f"{file}: {where}{fault.message} {fault.hint or ''}".rstrip())
        raise InvalidFile(*lines) from refusal


def _length(text: str, option: str) -> int:
    """Read a length of simulated time.

    Raises:
        typer.BadParameter: It is none, or not from 0 to 366 days.
    """
    short = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*(m|min|h|d|w)\s*", text)
    try:
        length = read_span(f"{short[1]} {_SHORT[short[2]]}" if short else text.strip())
    except ValueError as error:
        raise typer.BadParameter(f"{error}, or 6h, 3d, 2w.", param_hint=option) from error
    if not timedelta(0) <= length <= timedelta(days=366) or (option == "--duration" and not length):
        raise typer.BadParameter(f"{text!r} is not up to 366 days.", param_hint=option)
    return span(length)
