"""Names compared the way people mean them."""

import re

_GAPS = re.compile(r"[\s_\-./:|]+")
_SHOWN_CHARACTERS = 100
_SHOWN_COLUMNS = 30


def normalised(name: str) -> str:
    """Return a name without case, with one space wherever it has blanks or punctuation between words."""
    return _GAPS.sub(" ", name.replace("\ufeff", "").casefold()).strip()


def shown(value: str) -> str:
    """Return a cell fit to be shown: one line, at most 100 characters, nothing that cannot be encoded."""
    text = value[: _SHOWN_CHARACTERS + 1].encode("utf-8", "replace").decode("utf-8")
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Return column names as a list for a message."""
    text = ", ".join(shown(name) or "(no name)" for name in names[:_SHOWN_COLUMNS])
    more = len(names) - _SHOWN_COLUMNS
    return f"{text} and {more} more" if more > 0 else text
