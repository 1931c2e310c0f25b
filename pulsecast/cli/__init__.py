"""The command line."""

from pulsecast.cli.app import main

__all__ = ["main"]
