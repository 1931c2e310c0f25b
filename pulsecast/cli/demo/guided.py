"""``pulsecast demo``: a guided tour of a running server."""

import asyncio
import signal
import sys
from contextlib import suppress
from typing import Annotated

import typer

from domain.errors import Unavailable
from pulsecast.cli.demo.api import Api
from pulsecast.cli.demo.beginning import begin
from pulsecast.cli.demo.changes import Changes
from pulsecast.cli.demo.stage import Stage
from pulsecast.cli.demo.story import Plan, Story
from pulsecast.cli.demo.watching import Watch
from pulsecast.cli.session import command, complaints, console, interactive
from pulsecast.cli.tail import Refusal


@command
async def demo(
    url: Annotated[str, typer.Option(help="Where the server is.")] = "http://127.0.0.1:8000",
    key: Annotated[
        str | None, typer.Option(envvar="PULSECAST_OWNER_KEY", help="API key of an owner or admin of the workspace.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=13, help="Simulated days that the competitor stays.")] = 3,
    longest: Annotated[
        float, typer.Option(min=5, max=3600, help="Seconds after which to go on though they have not gone by.")
    ] = 75.0,
    pause: Annotated[
        bool, typer.Option("--pause/--no-pause", help="Wait for Enter between steps, where somebody watches.")
    ] = True,
    reset: Annotated[
        bool,
        typer.Option(
            "--reset", help="Clear scenarios, modifiers by hand and injected events: at the end, and before if need be."
        ),
    ] = False,
) -> None:
    """See a competitor come to the demo's marketplace, what it costs, what is advised, and the way back.

    Plays the scenario competitor-disruption on a running server, over its public API alone, in five steps: calm, the
    competitor, what is unusual, what to do, back. Every figure is what the API answers at that moment. Time runs as
    fast as the server can meanwhile. Speed and scenario are put back at the end, and after Ctrl-C; a scenario that is
    stopped settles for some time, unless --reset is given.

    Ends with status 1 when something that is expected does not come.

    Example: pulsecast demo --no-pause --days 2
    """
    try:
        api = Api.at(url, key)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--url") from error
    stage = Stage(console, pauses=pause and interactive() and sys.stdin.isatty())
    missing: list[str] = []
    api.waits = lambda: stage.say("The simulator of the server is starting.")
    _end_in_order()
    try:
        whole = await _play(api, stage, Plan(days, longest, reset), missing)
    except Refusal as refusal:
        complaints.print(str(refusal), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    for line in missing:
        complaints.print(line, highlight=False, markup=False, soft_wrap=True)
    if missing or not whole:
        raise typer.Exit(1)


def _end_in_order() -> None:
    """Let a request to end, as from ``timeout``, do what Ctrl-C does; not everywhere are there such requests."""
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, signal.raise_signal, signal.SIGINT)


async def _play(api: Api, stage: Stage, plan: Plan, missing: list[str]) -> bool:
    """Play the demo, and put everything back however it ends; return whether that went well.

    Raises:
        Refusal: The API refuses something.
        Unavailable: The server does not answer.
    """
    beginning = await begin(api, stage, plan.reset)
    changes = Changes(api, stage, beginning.speed)
    try:
        async with api.following():
            watch = await Watch.of(api, stage, beginning.campaign, beginning.known)
            await Story(api, stage, plan, beginning, changes, watch, missing).play()
    except Unavailable as lost:
        missing.append(str(lost))
    finally:
        whole = await changes.put_back()
    return whole
