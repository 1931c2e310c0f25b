"""Figures in sentences."""


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """Return a number with its noun, such as ``1 day`` and ``2 days``; ``nouns`` where an s is not enough."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {nouns or noun + 's'}"


def begun(sentence: str) -> str:
    """Return a sentence with its first letter in upper case, and the rest as it is."""
    return sentence[0].upper() + sentence[1:]
