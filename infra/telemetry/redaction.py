"""Keeps secrets out of logs, by the name of a field and by the look of a value."""

import re
from collections.abc import Mapping, Sequence

from structlog.typing import EventDict, WrappedLogger

REDACTED = "[redacted]"

_SECRET_WORDS = frozenset(
    {
        "apikey",
        "authorization",
        "cookie",
        "credential",
        "credentials",
        "key",
        "keys",
        "passphrase",
        "passwd",
        "password",
        "secret",
        "secrets",
        "token",
        "tokens",
    }
)
# A name such as key_id or token_count tells about a secret without holding one.
_HARMLESS_ENDINGS = frozenset({"count", "id", "ids", "length", "limit", "name", "prefix"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_VALUES = (
    (re.compile(r"\bpc_[A-Za-z0-9]+_[A-Za-z0-9_-]+"), REDACTED),
    (re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE), rf"\1 {REDACTED}"),
    (re.compile(r"(\bpulsecast_session=|#token=)[A-Za-z0-9_-]+"), rf"\1{REDACTED}"),
    (re.compile(r"(://[^/@:\s]*:)[^@\s]+@"), rf"\1{REDACTED}@"),
)
_DEEPEST = 6


class Redaction:
    """A structlog processor that blanks secrets in whatever is about to be written.

    Fields are blanked when a word of their name says so (``api_key``, ``ownerKey``, ``Authorization``); text anywhere,
    tracebacks included, loses API keys, bearer tokens, secrets in session cookies and in links that sign in, passwords
    in addresses and the values it is told to hide.
    """

    def __init__(self, hidden: Sequence[str] = ()) -> None:
        """Take values that must never be seen, such as an owner key somebody chose; empty ones are ignored."""
        # The longest first, so that a value that contains another is blanked whole.
        self._hidden = tuple(sorted((value for value in hidden if value), key=len, reverse=True))

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Return the event without secrets."""
        return {name: REDACTED if secret_name(name) else self._clean(value, 0) for name, value in event.items()}

    def text(self, value: str) -> str:
        """Return text without secrets."""
        for hidden in self._hidden:
            value = value.replace(hidden, REDACTED)
        for pattern, replacement in _VALUES:
            value = pattern.sub(replacement, value)
        return value

    def _clean(self, value: object, depth: int) -> object:
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, bool | int | float):
            return value
        if depth == _DEEPEST:
            return "…"
        if isinstance(value, Mapping):
            return {
                str(name): REDACTED if secret_name(str(name)) else self._clean(inner, depth + 1)
                for name, inner in value.items()
            }
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(inner, depth + 1) for inner in value]
        # Anything else would be written as its representation; that may hold a secret too.
        return self.text(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))


def secret_name(name: str) -> bool:
    """Tell whether a field of this name holds a secret."""
    words = [word.lower() for word in _WORD.findall(name)]
    return bool(words) and words[-1] not in _HARMLESS_ENDINGS and not _SECRET_WORDS.isdisjoint(words)
