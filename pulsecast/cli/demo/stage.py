"""Where the demo is told, and where it waits for whoever watches."""

import asyncio
import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text


@dataclass(slots=True)
class Stage:
    """Tells the demo on a terminal or to a file.

    Attributes:
        pauses: Whether to wait for Enter between the steps.
    """

    console: Console
    pauses: bool

    def title(self, text: str) -> None:
        """Begin a step."""
        self.console.print()
        self.console.print(Text(text, style="bold cyan"), soft_wrap=True)

    def say(self, text: str) -> None:
        """Tell a sentence, wrapped to the width of the terminal."""
        self.console.print(Text(text), soft_wrap=not self.console.is_terminal)

    def line(self, text: str, style: str = "") -> None:
        """Tell a live line."""
        self.console.print(Text(f"  {text}", style=style), soft_wrap=True)

    async def pause(self) -> None:
        """Wait for Enter, if somebody watches."""
        if self.pauses:
            await self.answer("Enter goes on, Ctrl-C ends the demo and puts everything back.")

    async def answer(self, question: str) -> str:
        """Return what is typed up to Enter; nothing where nobody can answer."""
        if not self.pauses:
            return ""
        self.console.print(Text(f"{question} ", style="dim"), end="", soft_wrap=True)
        return (await _typed()).strip()


async def _typed() -> str:
    """Return a line of the terminal. Ctrl-C ends the waiting, not only what is typed next."""
    loop = asyncio.get_running_loop()
    typed: asyncio.Future[str] = loop.create_future()

    def read() -> None:
        # Not through sys.stdin: its lock would be held when the process ends.
        text = os.read(sys.stdin.fileno(), 1_000).decode(errors="replace")
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: None if typed.done() else typed.set_result(text))

    threading.Thread(target=read, daemon=True).start()
    return await typed
