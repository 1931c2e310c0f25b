"""The event loop that processes run on."""

import asyncio
import gc
import sys
from collections.abc import Coroutine
from typing import Any

GARBAGE_THRESHOLD = 50_000
"""Objects that are made before Python looks for cycles among them, instead of 2,000 or less. An import keeps a hundred
thousand rows alive while it makes half a million values: looking each time took a third of its time."""


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a process's main function on the fastest event loop there is."""
    gc.set_threshold(GARBAGE_THRESHOLD, 10, 10)
    if sys.platform == "win32":
        asyncio.run(main)
        return
    import uvloop  # noqa: PLC0415 - not available on Windows

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)
