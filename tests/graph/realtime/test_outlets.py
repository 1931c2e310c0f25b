"""The way to a client that left before anything was sent to it."""

import asyncio
from types import SimpleNamespace

import pytest
import uvloop

from graph.http.outlets import RawOutlet
from graph.realtime.outlet import Gone, Patience


async def left() -> None:
    """Open a connection, close it, and send to it."""
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, "127.0.0.1", port)
    transport.close()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    writable = asyncio.Event()
    writable.set()
    connection = SimpleNamespace(transport=transport, writable=writable, disconnected=False, close_sent=False)
    outlet = RawOutlet(connection, Patience())
    outlet.message(b"{}")
    assert not outlet.congested
    await outlet.flush()
    with pytest.raises(Gone):
        await outlet.drained()
    server.close()


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_one_who_left_before_anything_was_sent_is_gone_and_breaks_nothing(run):
    run(left())
