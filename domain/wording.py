"""Figures in sentences."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as ``1 day`` and ``2 days``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
