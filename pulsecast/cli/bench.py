"""``pulsecast bench``: measure on this machine what the product promises."""

from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.table import Table

from pulsecast.cli.session import complaints, console
from pulsecast.cli.tail import socket_address

if TYPE_CHECKING:
    from pulsecast.cli.bench_run import Outcome, Window

app = typer.Typer(help="Measure on this machine what the product promises.", no_args_is_help=True)


@app.callback()
def bench() -> None:
    """Measure on this machine what the product promises."""


@app.command()
def subscriptions(  # noqa: PLR0913, PLR0917 - the options of a command
    clients: Annotated[int, typer.Option(min=1, max=20_000, help="Sockets, each with one subscription.")] = 500,
    rate: Annotated[float, typer.Option(min=0, help="Events a second, 0 for as many as it sustains.")] = 100,
    saturate: Annotated[
        bool, typer.Option("--saturate", help="Find the highest rate at which p99 stays below 100 ms; as --rate 0.")
    ] = False,
    seconds: Annotated[float, typer.Option(min=1, help="How long is measured.")] = 10,
    groups: Annotated[int, typer.Option(min=1, help="Different documents among the clients.")] = 1,
    stalled: Annotated[int, typer.Option(min=0, help="Further sockets that subscribe and never read.")] = 0,
    batch_ms: Annotated[int, typer.Option(min=0, max=5000, help="For how long events may wait for more.")] = 0,
    url: Annotated[
        str | None, typer.Option(help="A running server to follow, in place of one of its own; its rate is what it is.")
    ] = None,
    key: Annotated[str | None, typer.Option(envvar="PULSECAST_OWNER_KEY", help="API key for --url.")] = None,
    topics: Annotated[str, typer.Option(help="Topics, with commas between.")] = "*",
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Follow streams with many clients, check all that they get, and tell how fast it was.

    A server of its own, in a process of its own, serves as the product does and publishes events of 235 bytes at the
    rate. A message is one event that one client got; its latency counts from the moment when the event was due to
    when the client has read it. Every client is checked for events that are lost, doubled or out of order; what a gap
    told is not lost. Ends with status 1 when anything was.

    Example: pulsecast bench subscriptions --clients 500 --rate 200 --seconds 10
    """
    from pulsecast.cli.bench_orders import ProcessEnded
    from pulsecast.cli.bench_run import ClientsFailed, Load, Target, measure

    wanted = orjson.dumps([topic.strip() for topic in topics.split(",") if topic.strip()]).decode()
    load = Load(clients, 0 if saturate else rate, seconds, groups, stalled, batch_ms, wanted)
    target = Target()
    if url is not None:
        try:
            target = Target(address=socket_address(url), key=key)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--url") from error
    try:
        outcome = measure(target, load, lambda line: complaints.print(line, highlight=False, style="dim"))
    except (ClientsFailed, ProcessEnded) as error:
        complaints.print(str(error), markup=False)
        raise typer.Exit(1) from None
    if json:
        typer.echo(orjson.dumps(document(outcome), option=orjson.OPT_INDENT_2))
    else:
        _tell(outcome)
    if not outcome.right:
        raise typer.Exit(1)


def document(outcome: "Outcome") -> dict[str, object]:
    """Return what came of a run as values of JSON; what is not known is null."""
    window, load = outcome.window, outcome.load
    return {
        "clients": load.clients,
        "groups": load.groups,
        "stalled": load.stalled,
        "batchMs": load.batch_ms,
        "rate": outcome.rate,
        "seconds": window.seconds,
        "messagesPerSecond": window.messages / window.seconds,
        "framesPerSecond": window.frames / window.seconds,
        "writesPerSecond": window.writes / window.seconds,
        "latencyMs": {name: 1_000 * window.percentile(share) for name, share in _SHARES.items()},
        "serverMicrosecondsPerMessage": microseconds(window),
        "serverBusy": None if window.server is None else window.server / window.seconds,
        "clientsBusy": None if window.clients is None else window.clients / window.seconds,
        "othersBusy": None if window.others is None else window.others / window.seconds,
        "serverMegabytes": dict(zip(("alone", "withClients", "end"), outcome.memory, strict=True)),
        "faults": dict(outcome.faults),
        "ended": list(outcome.ended),
        "right": outcome.right,
    }


_SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def microseconds(window: "Window") -> float | None:
    """Return the processor time of the server for each message."""
    return None if window.server is None or not window.messages else 1e6 * window.server / window.messages


def _tell(outcome: "Outcome") -> None:
    window, load, faults = outcome.window, outcome.load, outcome.faults
    table = Table("what", "measured", title=None)
    groups = f" in {load.groups} groups" if load.groups > 1 else ""
    stalled = f", and {load.stalled:,} that do not read" if load.stalled else ""
    rate = "" if outcome.rate is None else f", {outcome.rate:,.0f} events/s"
    table.add_row("load", f"{load.clients:,} clients{groups}{stalled}{rate}, {window.seconds:.1f} s")
    table.add_row("messages/s", f"{window.messages / window.seconds:,.0f}")
    table.add_row("frames/s", f"{window.frames / window.seconds:,.0f}")
    table.add_row("reads/s", f"{window.writes / window.seconds:,.0f}")
    latency = " / ".join(f"{1_000 * window.percentile(share):,.1f}" for share in _SHARES.values())
    table.add_row(f"latency {' / '.join(_SHARES)}", f"{latency} ms")
    used = microseconds(window)
    if used is not None and window.server is not None:
        table.add_row("server CPU/message", f"{used:,.2f} µs; {window.server / window.seconds:.0%} of a core")
    if window.clients is not None:
        others = (
            "" if window.others is None else f"; everything else on the machine {window.others / window.seconds:.0%}"
        )
        table.add_row("clients' CPU", f"{window.clients / window.seconds:.0%} of a core{others}")
    alone, full, end = outcome.memory
    if alone is not None and full is not None and end is not None:
        table.add_row("server memory", f"{alone:,.0f} MB alone, {full:,.0f} with all clients, {end:,.0f} at the end")
    told = f"{faults['lost']:,} lost, {faults['doubled']:,} doubled, {faults['disordered']:,} out of order"
    table.add_row("checked on every client", f"{told}; {faults['gaps']:,} gaps told of {faults['told']:,}")
    console.print(table)
    for reason in outcome.ended:
        complaints.print(f"Sockets ended: {reason}", markup=False, highlight=False, soft_wrap=True)
