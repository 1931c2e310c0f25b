"""Seeds as they are written on the command line."""

import re

import typer

_MOST = 100


def seeds_of(text: str) -> list[int]:
    """Read seeds such as ``1-5`` or ``1,4,9``, each once.

    Raises:
        typer.BadParameter: They cannot be read, or are too many.
    """
    found: dict[int, None] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?", part)
        low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if low > high:
            raise typer.BadParameter(f"{part.strip()!r} is no seed and no range such as 1-5.", param_hint="--seeds")
        if high - low >= _MOST:
            raise typer.BadParameter(f"At most {_MOST} seeds are taken at once.", param_hint="--seeds")
        found |= dict.fromkeys(range(low, high + 1))
    return list(found)
