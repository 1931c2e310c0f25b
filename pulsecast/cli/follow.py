"""``pulsecast streams tail``: one line for each event, as it happens."""

from datetime import datetime
from typing import Annotated, Any

import orjson
import typer
from rich.text import Text

from pulsecast.cli.session import command, complaints, console
from pulsecast.cli.tail import Document, Refusal, Tail, socket_address

_STYLES = {"NORMAL": "", "WARNING": "yellow", "CRITICAL": "bold red"}
_WIDEST_STREAM = 38
_LONGEST_DATA = 160


@command
async def tail(
    topics: Annotated[
        str, typer.Option(help="Topics, with commas between: *, customer.*, anomalies, high-frequency, a stream …")
    ] = "*",
    url: Annotated[str, typer.Option(help="Where the server is.")] = "http://127.0.0.1:8000",
    key: Annotated[
        str | None, typer.Option(envvar="PULSECAST_OWNER_KEY", help="API key of a member of the workspace.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="End after so many events.")] = None,
    after: Annotated[
        str | None, typer.Option(metavar="CURSOR", help="Go on behind a cursor; else the last 10 of each stream first.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print each event as a line of JSON.")] = False,
) -> None:
    """Follow the streams of a running server, one line for each event.

    A line tells the simulation time, the stream, its normalised rate from 0 to 100, its flag and its payload. What is
    missing is told as a gap. A lost connection is taken up again where it was lost. At the end, and after Ctrl-C, the
    cursor to go on from is told on standard error.

    Example: pulsecast streams tail --topics 'customer.*,anomalies' --limit 100
    """
    try:
        address = socket_address(url)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--url") from error
    wanted = [topic.strip() for topic in topics.split(",") if topic.strip()]
    followed = Tail(address, key, wanted, _JsonLines() if json else _Lines(), after, limit)
    try:
        await followed.follow()
    except Refusal as refusal:
        complaints.print(str(refusal), highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    finally:
        if followed.cursor is not None:
            complaints.print(
                f"Go on with --after {followed.cursor}", highlight=False, markup=False, soft_wrap=True, style="dim"
            )


class _Complaining:
    """Tells on standard error that the connection was lost."""

    def lost(self, reason: str, seconds: float) -> None:
        complaints.print(f"{reason} Trying again in {seconds:g} s.", markup=False, highlight=False, style="yellow")


class _Lines(_Complaining):
    """A line for people."""

    def event(self, event: Document) -> None:
        at = datetime.fromisoformat(event["timestamp"])
        flag = str(event["anomalyFlag"])
        line = Text(f"{at:%Y-%m-%d %H:%M:%S}  {event['stream']:<{_WIDEST_STREAM}} ")
        line.append(f"{event['normalizedValue']:5.1f} {flag:<8}", style=_STYLES.get(flag, ""))
        line.append(f"  {_shortened(event['data'])}", style="dim")
        if event["scenarioId"]:
            line.append(f"  [{event['scenarioId']}]", style="cyan")
        console.print(line, soft_wrap=True, highlight=False)

    def gap(self, gap: Document) -> None:
        number = "an unknown number of" if gap["missed"] is None else f"{gap['missed']:,}"
        told = f"--- gap: {number} events missing. {gap['reason']}"
        console.print(told, style="yellow", soft_wrap=True, highlight=False, markup=False)


class _JsonLines(_Complaining):
    """A line of JSON for programs: ``{"event": …}`` or ``{"gap": …}``."""

    def event(self, event: Document) -> None:
        typer.echo(orjson.dumps({"event": event}))

    def gap(self, gap: Document) -> None:
        typer.echo(orjson.dumps({"gap": gap}))


def _shortened(data: dict[str, Any]) -> str:
    text = " ".join(f"{name}={_value(value)}" for name, value in data.items() if value is not None)
    return text if len(text) <= _LONGEST_DATA else f"{text[: _LONGEST_DATA - 1]}…"


def _value(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
