"""Figures in sentences."""


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """Return a number with its noun, such as ``1 day`` and ``2 days``; ``nouns`` where an s is not enough."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {nouns or noun + 's'}"
