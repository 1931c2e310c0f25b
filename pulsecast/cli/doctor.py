"""Looking for what would keep the product from running."""

import ctypes
import os
import sys
from collections.abc import Awaitable, Callable

import typer

from config.definitions import InvalidDefinition, load_benchmarks, load_demo
from config.import_columns import load_import_vocabulary
from config.marketplace.loader import load_marketplace
from config.secret_key import load_secret_key
from config.settings import Settings
from infra.broadcast.connection import BackendBroadcast
from infra.storage.migrate import current, head
from pulsecast.cli.session import command, console, settings_of_process
from pulsecast.listener import listen


async def _openmp(_: Settings) -> str:
    if sys.platform != "linux":
        return "not needed to be looked for here"
    try:
        ctypes.CDLL("libgomp.so.1")
    except OSError:
        raise LookupError("libgomp is missing; on Debian: apt-get install libgomp1") from None
    return "libgomp is there"


async def _data_folder(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if not os.access(settings.data_dir, os.W_OK):
        raise PermissionError(f"{settings.data_dir} is not writable")
    load_secret_key(settings)
    return f"{settings.data_dir} is writable, the secret key is readable"


async def _database(settings: Settings) -> str:
    import asyncio

    at, newest = await asyncio.to_thread(current, settings.database_url), head()
    if at is None:
        return "empty; it is made at the first start"
    if at != newest:
        return f"at revision {at}; the next start brings it to {newest}"
    return f"up to date (revision {at})"


async def _signals(settings: Settings) -> str:
    broadcast = BackendBroadcast(settings.broadcast_url)
    await broadcast.connect()
    await broadcast.disconnect()
    return "connected"


async def _definitions(_: Settings) -> str:
    load_benchmarks()
    load_import_vocabulary()
    demo = load_demo()
    market = load_marketplace()
    if market.problems:
        told = "; ".join(f"{one.file}: {one.path}: {one.message}" for one in market.problems)
        raise InvalidDefinition((f"disabled: {told}",))
    streams, scenarios = len(market.streams), len(market.scenarios)
    return f"sound; {len(demo.campaigns)} demo campaigns, {streams} streams, {scenarios} scenarios"


async def _port(settings: Settings) -> str:
    listen(settings.host, settings.port).close()
    return f"{settings.host}:{settings.port} is free"


CHECKS: dict[str, Callable[[Settings], Awaitable[str]]] = {
    "OpenMP": _openmp,
    "Data folder": _data_folder,
    "Database": _database,
    "Signals": _signals,
    "Definitions": _definitions,
    "Port": _port,
}


@command
async def examine() -> None:
    """Check everything that the product needs and say what is wrong.

    Example: pulsecast doctor
    """
    settings, failed = settings_of_process(), False
    for name, check in CHECKS.items():
        try:
            console.print(f"ok    {name}: {await check(settings)}", highlight=False, markup=False)
        except Exception as error:  # noqa: BLE001 - whatever is wrong is what is looked for
            failed = True
            console.print(f"WRONG {name}: {error}", highlight=False, markup=False)
    if failed:
        raise typer.Exit(1)
