"""All commands."""

from pathlib import Path
from typing import Annotated

import typer

from pulsecast.cli.bench import app as bench
from pulsecast.cli.demo.guided import demo
from pulsecast.cli.doctor import examine
from pulsecast.cli.evaluate import app as evaluate
from pulsecast.cli.files import import_file
from pulsecast.cli.keys import app as keys
from pulsecast.cli.models import app as models
from pulsecast.cli.scenario import app as scenario
from pulsecast.cli.session import command, console, runtime_of_process, settings_of_process
from pulsecast.cli.simulate import simulate
from pulsecast.cli.streams import app as streams
from pulsecast.version import product_version

app = typer.Typer(
    name="pulsecast",
    help="A flight simulator for marketing: forecasts, scenarios, risks and advice over one realtime GraphQL API.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(bench, name="bench")
app.add_typer(evaluate, name="evaluate")
app.add_typer(keys, name="keys")
app.add_typer(models, name="models")
app.add_typer(scenario, name="scenario")
app.add_typer(streams, name="streams")
app.command("import")(import_file)
app.command("simulate")(simulate)
app.command("doctor")(examine)
app.command()(demo)


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    """Pulsecast."""
    if version:
        console.print(product_version(), highlight=False)
        raise typer.Exit


@app.command()
def serve(
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that serve on the same port.")] = 1,
) -> None:
    """Serve the API, and run background work beside it.

    Example: PULSECAST_PORT=9000 pulsecast serve
    """
    from pulsecast.serving import serve as serve_until_stopped

    if workers == 1:
        command(serve_until_stopped)(settings_of_process(), console)
        return
    from pulsecast.supervision import supervise

    supervise(settings_of_process(), workers, console, command(serve_until_stopped))


@app.command()
def worker() -> None:
    """Run background work only, for servers started with PULSECAST_WORKERS=0.

    Example: pulsecast worker
    """
    from pulsecast.serving import work

    command(work)(settings_of_process(), console)


@app.command()
def migrate() -> None:
    """Bring the database up to date.

    Example: PULSECAST_DATABASE_URL=postgresql://user@host/pulsecast pulsecast migrate
    """
    from pulsecast.runtime import migrate as bring_up_to_date

    command(bring_up_to_date)(settings_of_process())
    console.print("The database is up to date.")


@app.command()
@command
async def seed() -> None:
    """Make the first workspace and, unless PULSECAST_DEMO=0, fill it with demo data.

    Example: pulsecast seed
    """
    async with runtime_of_process() as (_, owner):
        console.print(f"Ready for {owner.name}.", highlight=False)


@app.command()
def schema(
    write: Annotated[bool, typer.Option("--write", help="Write the file.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Fail when the file differs from the code.")] = False,
    file: Annotated[Path, typer.Option(help="The file.")] = Path("schema.graphql"),
) -> None:
    """Print the GraphQL schema, write it to a file, or check that the file is up to date.

    Example: pulsecast schema --check
    """
    from graph.schema import create_schema

    text = create_schema().as_str().rstrip() + "\n"
    if write:
        file.write_text(text, encoding="utf-8")
    elif not check:
        typer.echo(text, nl=False)
    elif not file.is_file() or file.read_text(encoding="utf-8") != text:
        typer.echo(f"{file} differs from the code: run `make schema` and commit it.", err=True)
        raise typer.Exit(1)
