"""API keys from the command line."""

from typing import Annotated
from uuid import UUID

import typer
from rich.table import Column, Table

from domain.paging import PageRequest
from domain.workspaces.model import ApiKey, Role
from pulsecast.cli.session import command, console, runtime_of_process
from pulsecast.links import LINK_TITLE, address, sign_in_link

app = typer.Typer(
    help="Make, list and revoke API keys of the first workspace, and sign in from a browser, as its owner.",
    no_args_is_help=True,
)


@app.command()
@command
async def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    role: Annotated[Role, typer.Option(help="What it allows.")] = Role.OWNER,
) -> None:
    """Make a key and print its secret, this once.

    Example: pulsecast keys create reporting --role VIEWER
    """
    async with runtime_of_process() as (runtime, owner):
        secret, key = await runtime.product.services.keys.create(owner, name, role, None)
        console.print(f"{key.id} {key.role}", highlight=False)
        console.print(secret, highlight=False, soft_wrap=True, markup=False)


@app.command("list")
@command
async def show() -> None:
    """List the newest 100 keys.

    Example: pulsecast keys list
    """
    async with runtime_of_process() as (runtime, owner):
        page = await runtime.product.services.keys.list(owner, PageRequest(size=100))
    table = Table(Column("id", no_wrap=True), "prefix", "name", "role", "state", "last used", box=None)
    for _, key in page.rows:
        used = "never" if key.last_used_at is None else f"{key.last_used_at:%F %R}"
        table.add_row(str(key.id), key.prefix, key.name, key.role, _state(key), used)
    console.print(table)


@app.command()
@command
async def revoke(key_id: Annotated[UUID, typer.Argument(help="Id of the key, as listed.")]) -> None:
    """Make a key useless, at once and for good.

    Example: pulsecast keys revoke 0198c0de-0000-7000-8000-000000000000
    """
    async with runtime_of_process() as (runtime, owner):
        key = await runtime.product.services.keys.revoke(owner, key_id)
        console.print(f"Revoked {key.name!r} ({key.prefix}).", highlight=False, markup=False)


@app.command("sign-in")
@command
async def sign_in(
    url: Annotated[
        str | None, typer.Option(help="Address of the server in the browser; that of the settings if left out.")
    ] = None,
) -> None:
    """Print a link that signs a browser in as the owner, once and within 15 minutes.

    Example: pulsecast keys sign-in --url https://pulsecast.example.com
    """
    async with runtime_of_process() as (runtime, owner):
        if url is None and runtime.settings.port == 0:
            raise typer.BadParameter("The settings leave the port open; give the address with --url.")
        base = url or address(runtime.settings.host, runtime.settings.port)
        token = await runtime.product.services.sessions.offer(owner)
        console.print(f"{LINK_TITLE} {sign_in_link(base, token)}", highlight=False, soft_wrap=True, markup=False)


def _state(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%F}"
    return "lasting" if key.expires_at is None else f"until {key.expires_at:%F}"
