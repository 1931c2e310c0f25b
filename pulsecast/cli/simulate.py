"""Simulating a campaign from the command line."""

from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from domain.following import follow
from domain.metrics.wording import told
from domain.simulations.model import SimulationResult
from domain.simulations.request import check_request
from pulsecast.cli.session import campaign_named, command, complaints, console, runtime_of_process


@command
async def simulate(
    campaign: Annotated[str, typer.Argument(help="Id or exact name of the campaign.")],
    horizon: Annotated[int, typer.Option(help="Days to forecast, 5 to 180.")] = 30,
) -> None:
    """Simulate a campaign and print what was found.

    Example: pulsecast simulate "Exam Season Search" --horizon 30
    """
    async with runtime_of_process() as (runtime, owner):
        target = await campaign_named(runtime, owner, campaign)
        services = runtime.product.services
        started = await services.simulations.run(owner, check_request(target.id, horizon, None, None), None)
        await runtime.work()
        bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with bar:
            task = bar.add_task("QUEUED", total=100)
            async for progress in follow(services.progress.watch(owner, started.id)):
                bar.update(task, completed=progress.percent, description=f"{progress.step:<16}")
        ended = await services.simulations.get(owner, started.id)
        results = await services.simulations.results(owner, [started.id])
    if started.id in results:
        _show(results[started.id], target.budget.currency)
    else:
        failure = ended.failure if ended is not None else None
        complaints.print(f"{failure.message} {failure.hint}" if failure else "It was cancelled.", markup=False)
        raise typer.Exit(1)


def _show(result: SimulationResult, currency: str) -> None:
    table = Table("metric", "first day", "last day", "median, last day", "80 % band, last day")
    for course in result.trajectories:
        first, last = course.points[0], course.points[-1]
        band = next(one for one in last.intervals if one.level == 0.8)
        table.add_row(
            course.metric,
            str(first.day),
            str(last.day),
            told(last.median, course.metric, currency),
            f"{told(band.lower, course.metric, currency)} to {told(band.upper, course.metric, currency)}",
        )
    console.print(table)
    console.print(result.confidence.statement, highlight=False, markup=False)
    for outcome in result.scenarios:
        console.print(f"{outcome.name} ({outcome.probability:.0%}): {outcome.narrative}", highlight=False, markup=False)
    for risk in result.risks:
        console.print(f"Risk, {risk.severity.lower()}: {risk.description}", highlight=False, markup=False)
    for advice in result.advice.recommendations:
        console.print(f"Advice: {advice.title}. {advice.rationale}", highlight=False, markup=False)
    for reason in result.advice.withheld:
        console.print(f"No advice: {reason}", highlight=False, markup=False)
