"""What every command starts with: settings, logs, and somebody to act for."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec
from uuid import UUID

import typer
from rich.console import Console

from config.definitions import InvalidDefinition
from config.settings import InvalidSettings, Settings, load_settings, unknown_settings
from domain.campaigns.model import Campaign, CampaignFilter, CampaignOrder
from domain.errors import Forbidden, Refused, Unavailable
from domain.paging import PageRequest
from domain.workspaces.model import Principal
from infra.telemetry.logs import configure_logging
from pulsecast.listener import CannotListen
from pulsecast.loop import run

if TYPE_CHECKING:
    from pulsecast.runtime import Runtime

Parameters = ParamSpec("Parameters")

console = Console()
complaints = Console(stderr=True)


def settings_of_process() -> Settings:
    """Read the settings and set up the logs; wrong settings end the process with a line each."""
    try:
        settings = load_settings(os.environ)
    except InvalidSettings as error:
        for line in error.lines:
            complaints.print(line, markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    hidden = [key.get_secret_value() for key in (settings.owner_key, settings.secret_key) if key is not None]
    configure_logging(settings.log_level, settings.log_format, hidden=hidden)
    for line in unknown_settings(os.environ):
        complaints.print(line, markup=False, soft_wrap=True)
    return settings


def command(main: Callable[Parameters, Coroutine[Any, Any, None]]) -> Callable[Parameters, None]:
    """Run an asynchronous command; expected failures become a sentence on standard error and exit status 1."""

    @wraps(main)
    def synchronous(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            run(main(*args, **kwargs))
        except Refused as refusal:
            for fault in refusal.faults:
                where = f"{'.'.join(fault.path)}: " if fault.path else ""
                complaints.print(f"{where}{fault.message} {fault.hint or ''}".strip(), markup=False, soft_wrap=True)
            raise typer.Exit(1) from None
        except (Forbidden, Unavailable, CannotListen, InvalidSettings, InvalidDefinition) as error:
            complaints.print(str(error), markup=False, soft_wrap=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None

    return synchronous


@asynccontextmanager
async def runtime_of_process() -> AsyncIterator[tuple["Runtime", Principal]]:
    """Open the product on its real adapters, as the owner of its first workspace."""
    # The whole product takes seconds to load, and many a command needs none of it.
    from pulsecast.runtime import migrate, open_runtime

    settings = settings_of_process()
    await migrate(settings)
    async with open_runtime(settings) as runtime:
        provisioned = await runtime.provision()
        if provisioned.secret is not None:
            console.print(f"Owner key, shown this once: {provisioned.secret}", highlight=False, soft_wrap=True)
        yield runtime, provisioned.owner


async def campaign_named(runtime: "Runtime", principal: Principal, name: str) -> Campaign:
    """Return the campaign with this id or exact name.

    Raises:
        typer.Exit: There is none, or several have the name.
    """
    services = runtime.product.services
    try:
        found = await services.campaigns.get(principal, UUID(name))
        candidates = [] if found is None else [found]
    except ValueError:
        page = await services.campaigns.list(
            principal, PageRequest(size=100), CampaignFilter(search=name), CampaignOrder()
        )
        candidates = [row for _, row in page.rows if row.name.casefold() == name.casefold()]
    if len(candidates) == 1:
        return candidates[0]
    problem = "There is no campaign" if not candidates else f"{len(candidates)} campaigns are"
    complaints.print(f"{problem} named {name!r}. Give its id or its exact name.", markup=False)
    raise typer.Exit(1)


def interactive() -> bool:
    """Tell whether somebody watches."""
    return sys.stdout.isatty()
