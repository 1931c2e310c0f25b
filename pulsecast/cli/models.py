"""Trained models from the command line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from domain.following import follow
from domain.jobs.model import JobRecord, JobStatus
from domain.models.gate import advantage
from domain.models.model import ModelFilter, ModelStage, ModelVersion
from domain.paging import PageRequest
from domain.workspaces.model import Principal
from pulsecast.cli.session import command, complaints, console, runtime_of_process

if TYPE_CHECKING:
    from pulsecast.runtime import Runtime

app = typer.Typer(
    help="Train models on the data of a workspace, and choose which version of each serves.", no_args_is_help=True
)

Slug = Annotated[str | None, typer.Option("--workspace", help="Slug of the workspace; the first one when left out.")]
Name = Annotated[str | None, typer.Option("--name", help="Only this model.")]

SHOWN_FINDINGS = 10
WIDTH = 130


@app.command()
@command
async def train(name: Name = None, workspace: Slug = None) -> None:
    """Train models on the data of now; one that beats the naive prediction and the champion serves from then on.

    Without a name every model is trained. The same data and code as before make nothing new.

    Example: pulsecast models train --name campaign_forecaster
    """
    async with runtime_of_process() as (runtime, first):
        owner = await _owner(runtime, first, workspace)
        models = runtime.product.services.models
        asked = {one: await models.train(owner, one) for one in ([name] if name else models.names)}
        await runtime.work()
        ended = {one: await _followed(runtime, owner, one, job_id) for one, job_id in asked.items()}
    for one, record in ended.items():
        told = record.note if record.status is JobStatus.SUCCEEDED else record.failure or "It was cancelled."
        console.print(f"{one}: {told}", highlight=False, markup=False, soft_wrap=True)
    if any(record.status is not JobStatus.SUCCEEDED for record in ended.values()):
        raise typer.Exit(1)


@app.command("list")
@command
async def show(name: Name = None, workspace: Slug = None) -> None:
    """List the newest 100 versions, with their losses at the gate over those of the opponents; less is better.

    Example: pulsecast models list --name campaign_forecaster
    """
    async with runtime_of_process() as (runtime, first):
        versions = await _versions(runtime, await _owner(runtime, first, workspace), name)
    if not versions:
        console.print("Nothing was trained yet. Begin with: pulsecast models train")
        return
    heads = ("model", "no", "stage", "trained", "vs naive", "vs champion")
    table = Table(Column("id", no_wrap=True), *(Column(head, no_wrap=True) for head in heads), box=None)
    for one in versions:
        origins = one.verdict.origins
        naive, champion = advantage(origins), advantage(origins, over_champion=True)
        when = f"{one.trained_at:%F %R}"
        table.add_row(str(one.id), one.name, str(one.number), one.stage, when, _change(naive), _change(champion))
    # Wider than a terminal may be, rather than broken: an id has to be copied whole.
    Console(width=max(console.width, WIDTH)).print(table)


@app.command()
@command
async def promote(
    version_id: Annotated[UUID, typer.Argument(help="Id of the version, as listed.")], workspace: Slug = None
) -> None:
    """Let a version serve, whatever the gate said of it.

    Example: pulsecast models promote 0198c0de-0000-7000-8000-000000000000
    """
    async with runtime_of_process() as (runtime, first):
        owner = await _owner(runtime, first, workspace)
        champion = await runtime.product.services.models.promote(owner, version_id)
    _tell(champion)


@app.command()
@command
async def rollback(name: Annotated[str, typer.Argument(help="Name of the model.")], workspace: Slug = None) -> None:
    """Let the champion before the present one serve again.

    Example: pulsecast models rollback campaign_forecaster
    """
    async with runtime_of_process() as (runtime, first):
        owner = await _owner(runtime, first, workspace)
        champion = await runtime.product.services.models.rollback(owner, name)
    _tell(champion)


@app.command()
@command
async def drift(name: Name = None, workspace: Slug = None) -> None:
    """Tell what the last training found about drift of the champions, the largest effect on the error first.

    Example: pulsecast models drift --name campaign_forecaster
    """
    async with runtime_of_process() as (runtime, first):
        versions = await _versions(runtime, await _owner(runtime, first, workspace), name, ModelStage.CHAMPION)
    for one in versions:
        report = one.drift
        told = "It was not looked at yet: each training looks at the champion." if report is None else report.statement
        console.print(f"{one.name}, version {one.number}: {told}", highlight=False, markup=False, soft_wrap=True)
        for finding in () if report is None else report.findings[:SHOWN_FINDINGS]:
            mark = "drifted" if finding.drifted else "chance"
            console.print(f"  {mark:8}{finding.statement}", highlight=False, markup=False, soft_wrap=True)
    if not versions:
        console.print("There is no champion yet. Begin with: pulsecast models train")


async def _followed(runtime: "Runtime", owner: Principal, name: str, job_id: UUID) -> JobRecord:
    """Show the progress of a job until it has ended; return how it ended."""
    jobs = runtime.product.services.jobs
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with bar:
        task = bar.add_task(name, total=100)
        async for state in follow(jobs.watch(owner, job_id)):
            step = state.record.step or state.record.status
            bar.update(task, completed=state.percent or 0.0, description=f"{name} {step:<8}")
    ended = await jobs.get(owner, job_id)
    if ended is None:
        raise typer.Exit(1)
    return ended.record


async def _versions(
    runtime: "Runtime", owner: Principal, name: str | None, *stages: ModelStage
) -> Sequence[ModelVersion]:
    restrict = ModelFilter((name,) if name else (), stages)
    page = await runtime.product.services.models.list(owner, PageRequest(size=100), restrict)
    return [one for _, one in page.rows]


async def _owner(runtime: "Runtime", first: Principal, slug: str | None) -> Principal:
    """Return the owner of a workspace.

    Raises:
        typer.Exit: There is no such workspace.
    """
    if slug is None:
        return first
    owner = await runtime.product.provisioning.owner_of(slug)
    if owner is None:
        complaints.print(f"There is no workspace with the slug {slug!r}.", markup=False)
        raise typer.Exit(1)
    return owner


def _change(share: float | None) -> str:
    return "" if share is None else f"{share:+.1%}"


def _tell(champion: ModelVersion) -> None:
    console.print(f"Version {champion.number} of {champion.name} is champion now.", highlight=False, markup=False)
