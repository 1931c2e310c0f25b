"""Topics: what a subscriber names to say which streams it wants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from domain.errors import ErrorCode, Fault, Refused, invalid
from domain.marketplace.model import Cadence, Marketplace, StreamDomain

EVERYTHING = "*"
ANOMALIES = "anomalies"
FREQUENCIES: dict[str, Cadence] = {
    "high-frequency": Cadence.HIGH,
    "medium-frequency": Cadence.MEDIUM,
    "low-frequency": Cadence.LOW,
}
DOMAINS: dict[str, StreamDomain] = {f"{domain.value.lower()}.*": domain for domain in StreamDomain}

WORDS = (EVERYTHING, *DOMAINS, *FREQUENCIES, ANOMALIES)
"""Every topic but the names of streams and the beginnings of names."""

MOST_TOPICS = 60
"""Every stream by its name, and a few words more."""

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events somebody wants.

    Attributes:
        streams: Canonical names of streams that are wanted whole.
        anomalies: Whether events with a flag other than NORMAL are wanted of all the other streams.
    """

    streams: frozenset[str]
    anomalies: bool = False


def select(marketplace: Marketplace, topics: Sequence[str], *path: str) -> Selection:
    """Return what topics select together; they are compared without case and without blanks around them.

    A topic is ``*``, a domain (``marketing.*``: its streams and those whose names begin so), the beginning of names
    (``session.booking.*``), a frequency class (``high-frequency``), ``anomalies``, or a stream by name or alias.

    Args:
        marketplace: Whose streams.
        topics: At least one, at most 60.
        path: Where the topics are in the input.

    Raises:
        Refused: INVALID_INPUT for no topics or too many, STREAM_NOT_FOUND for each that matches nothing.
    """
    if not 1 <= len(topics) <= MOST_TOPICS:
        hint = f"Pass `{EVERYTHING}` for all streams, or as many topics as you need up to {MOST_TOPICS}."
        raise Refused(invalid(f"There must be 1 to {MOST_TOPICS} topics, not {len(topics)}.", *path, hint=hint))
    streams, anomalies, faults = set[str](), False, list[Fault]()
    for place, topic in enumerate(topics):
        wanted = topic.strip().lower()
        if wanted == ANOMALIES:
            anomalies = True
            continue
        found = _matching(marketplace, wanted)
        if not found:
            faults.append(_unknown(marketplace, topic, *path, str(place)))
        streams.update(found)
    if faults:
        raise Refused(*faults)
    return Selection(frozenset(streams), anomalies)


def _matching(marketplace: Marketplace, topic: str) -> Iterable[str]:
    if topic == EVERYTHING:
        return marketplace.names
    if topic in FREQUENCIES:
        return [stream.name for stream in marketplace.streams if stream.cadence is FREQUENCIES[topic]]
    if topic.endswith(".*"):
        domain, beginning = DOMAINS.get(topic), topic.removesuffix("*")
        return [one.name for one in marketplace.streams if one.domain is domain or one.name.startswith(beginning)]
    stream = marketplace.stream(topic)
    return [] if stream is None else [stream.name]


def _unknown(marketplace: Marketplace, topic: str, *path: str) -> Fault:
    shown = topic if len(topic) <= _SHOWN else f"{topic[:_SHOWN]}…"
    names = [name for stream in marketplace.streams for name in (stream.name, *stream.aliases)]
    beginnings = {f"{name[:end]}.*" for name in names for end, sign in enumerate(name) if sign == "."}
    choices = sorted({*names, *beginnings, *WORDS})
    near = get_close_matches(topic.strip().lower()[:_SHOWN], choices, n=3, cutoff=0.6)
    hint = f"Did you mean {_alternatives(near)}?" if near else _usage(topic)
    return Fault(ErrorCode.STREAM_NOT_FOUND, f"There is no stream or topic {shown!r}.", path, hint)


def _alternatives(near: Sequence[str]) -> str:
    return " or ".join(f"`{name}`" for name in near)


def _usage(topic: str) -> str:
    if "*" in topic:
        return "A `*` stands alone or at the end after a point, as in `session.booking.*`."
    return f"Topics are names of streams and {', '.join(f'`{word}`' for word in WORDS)}."
