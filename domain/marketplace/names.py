"""Names of streams as people write them."""

from collections.abc import Iterable
from difflib import get_close_matches

from domain.errors import ErrorCode, Fault, Refused
from domain.marketplace.model import Marketplace, StreamDefinition

_SHOWN = 100


def near_matches(wanted: str, known: Iterable[str]) -> str:
    """Return up to three names that look like the wanted one, joined with “or”; empty when none does."""
    return " or ".join(get_close_matches(wanted.strip().casefold(), list(known), n=3, cutoff=0.6))


def find_stream(marketplace: Marketplace, name: str) -> StreamDefinition | None:
    """Return a stream by its name or an alias, whatever the case and blanks around it; none when there is none."""
    return marketplace.stream(name.strip().casefold())


def unknown_stream(marketplace: Marketplace, name: str, *path: str) -> Fault:
    """Describe a name that no stream has, with the nearest ones."""
    spellings = [one for stream in marketplace.streams for one in (stream.name, *stream.aliases)]
    near = near_matches(name, spellings)
    hint = f"Did you mean {near}?" if near else "simulator.streams lists all streams."
    return Fault(ErrorCode.STREAM_NOT_FOUND, f"There is no stream {name[:_SHOWN]!r}.", path, hint)


def stream_named(marketplace: Marketplace, name: str, *path: str) -> StreamDefinition:
    """Return a stream by its name or an alias.

    Args:
        marketplace: Whose streams.
        name: Compared without case and without blanks around it.
        path: Where the name is in the input.

    Raises:
        Refused: With STREAM_NOT_FOUND and near matches.
    """
    stream = find_stream(marketplace, name)
    if stream is None:
        raise Refused(unknown_stream(marketplace, name, *path))
    return stream
