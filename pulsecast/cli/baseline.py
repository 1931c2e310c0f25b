"""The baseline as files: history, statistics and external events, each with its checksum, rebuilt from the seed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from math import isfinite
from pathlib import Path
from typing import Any

import orjson

from config.marketplace.loader import load_marketplace
from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.history.anomalies import judge
from domain.marketplace.history.model import Blocks
from domain.marketplace.history.statistics import statistics
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import DAY, HOUR, micros, moment
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Timeline
from domain.simulators.timelines import KNOWN_BEFORE
from simulator.marketplace import LocalMarketplace

KINDS = ("history", "statistics", "events")
FORMAT = 1
STEP_HOURS = 12
MOST_DAYS = 366
_DIGITS = 6
"""Decimal places of what is not counted, so that the last bits of a processor's arithmetic do not show."""

_EXAMPLES = 5

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BaselineOf:
    """What a baseline is made from.

    Attributes:
        start: When the simulator starts, UTC; the baseline is the time before.
        days: Length of the baseline.
    """

    seed: int
    start: date
    days: int


def build(of: BaselineOf) -> dict[str, Document]:
    """Return the document of each kind. The same definitions, seed, start and days give the same documents."""
    marketplace = load_marketplace()
    simulator = LocalMarketplace(marketplace)
    end = micros(datetime.combine(of.start, time(), UTC))
    begin = end - of.days * DAY
    world = simulator.baseline_events(of.seed, begin - KNOWN_BEFORE, end + DAY)
    course = compile_course(marketplace, Timeline(of.seed, end), world)
    blocks = simulator.blocks(course, begin, end, STEP_HOURS * HOUR)
    events = [event for event in world if begin <= micros(event.at) < end]
    content = {
        "history": _history(blocks),
        "statistics": _statistics(blocks, marketplace.patterns.time_zone),
        "events": [_event(event) for event in events],
    }
    definitions = _digest_of(marketplace)
    return {kind: _sealed(kind, of, definitions, content[kind]) for kind in KINDS}


def write(directory: Path, documents: Mapping[str, Document]) -> dict[Path, int]:
    """Write each document to a file of its own, and return the files with their sizes in bytes."""
    directory.mkdir(parents=True, exist_ok=True)
    sizes = {}
    for kind, document in documents.items():
        file, content = directory / f"{kind}.json", written(document)
        file.write_bytes(content)
        sizes[file] = len(content)
    return sizes


def written(document: Document) -> bytes:
    """Return the bytes of a document's file."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def differences(directory: Path) -> Iterator[str]:
    """Yield a sentence for everything in which the files of a baseline are not what their seed gives."""
    rebuilt: dict[BaselineOf, dict[str, Document]] = {}
    for kind in KINDS:
        file = directory / f"{kind}.json"
        try:
            raw = file.read_bytes()
            document = orjson.loads(raw)
        except OSError as error:
            yield f"{file.name}: cannot be read: {error.strerror}."
            continue
        except orjson.JSONDecodeError as error:
            yield f"{file.name}: is no JSON: {error}."
            continue
        of = _made_from(document, kind)
        if of is None:
            yield f"{file.name}: has no metadata of a baseline's {kind}, format {FORMAT}."
            continue
        if document["metadata"].get("sha256") != _checksum(document):
            yield f"{file.name}: its content does not have its checksum; it was changed or is damaged."
        if of not in rebuilt:
            rebuilt[of] = build(of)
        yield from _apart(file.name, raw, document, rebuilt[of][kind])
    if len(rebuilt) > 1:
        yield f"The files are of {len(rebuilt)} different baselines."


def _apart(name: str, raw: bytes, document: Document, rebuilt: Document) -> Iterator[str]:
    if document["metadata"].get("definitions") != rebuilt["metadata"]["definitions"]:
        yield f"{name}: was made from other definitions than those of this installation."
    found = list(_paths(document.get("data"), rebuilt["data"], "data"))
    for path, there, again in found[:_EXAMPLES]:
        yield f"{name}: {path} is {_short(there)} in the file and {_short(again)} when it is rebuilt."
    if len(found) > _EXAMPLES:
        yield f"{name}: {len(found) - _EXAMPLES:,} more values differ."
    if not found and document == rebuilt and raw != written(rebuilt):
        yield f"{name}: has the right content, but not byte for byte."


def _paths(there: object, again: object, path: str) -> Iterator[tuple[str, object, object]]:
    """Yield every place at which two JSON values differ."""
    if isinstance(there, dict) and isinstance(again, dict):
        for key in dict.fromkeys([*again, *there]):
            yield from _paths(there.get(key), again.get(key), f"{path}.{key}")
    elif isinstance(there, list) and isinstance(again, list):
        if len(there) != len(again):
            yield f"the length of {path}", len(there), len(again)
        for place, (one, other) in enumerate(zip(there, again, strict=False)):
            yield from _paths(one, other, f"{path}[{place}]")
    elif there != again:
        yield path, there, again


def _short(value: object) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= 80 else f"{text[:79]}…"


def _made_from(document: object, kind: str) -> BaselineOf | None:
    metadata = document.get("metadata") if isinstance(document, dict) else None
    if not isinstance(metadata, dict) or metadata.get("kind") != kind or metadata.get("format") != FORMAT:
        return None
    seed, days = metadata.get("seed"), metadata.get("days")
    if not isinstance(seed, int) or not isinstance(days, int) or not 1 <= days <= MOST_DAYS:
        return None
    try:
        return BaselineOf(seed, date.fromisoformat(str(metadata.get("start"))), days)
    except ValueError:
        return None


def _sealed(kind: str, of: BaselineOf, definitions: str, data: object) -> Document:
    metadata: Document = {
        "kind": kind,
        "format": FORMAT,
        "seed": of.seed,
        "start": of.start.isoformat(),
        "days": of.days,
        "stepHours": STEP_HOURS,
        "definitions": definitions,
    }
    document: Document = {"metadata": metadata, "data": data}
    metadata["sha256"] = _checksum(document)
    return document


def _checksum(document: Document) -> str:
    """Return the SHA-256 of a document without its checksum, as compact JSON with sorted keys."""
    metadata = {name: value for name, value in document["metadata"].items() if name != "sha256"}
    content = {"metadata": metadata, "data": document.get("data")}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _digest_of(marketplace: Marketplace) -> str:
    """Return a digest of every definition that a baseline depends on."""
    parts = (
        marketplace.streams,
        marketplace.baseline,
        marketplace.patterns,
        marketplace.relationships,
        marketplace.templates,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _history(blocks: Blocks) -> list[Document]:
    judged = judge(blocks, blocks)
    rows = []
    for row, name in enumerate(blocks.streams):
        verdict = judged[name]
        points = [
            {
                "at": _when(blocks.begin + place * blocks.step),
                "value": _number(blocks.values[row, place]),
                "expected": _number(blocks.expected[row, place]),
                "normalized": _number(verdict.normalized[place]),
                "flag": verdict.flags[place].value,
                "score": _number(verdict.scores[place]),
                "anomalous": bool(verdict.anomalous[place]),
            }
            for place in range(blocks.values.shape[1])
        ]
        rows.append({"stream": name, "points": points})
    return rows


def _statistics(blocks: Blocks, time_zone: str) -> list[Document]:
    return [
        {name: _number(value) if isinstance(value, float) else value for name, value in asdict(one).items()}
        for one in statistics(blocks, time_zone)
    ]


def _event(event: ExternalEvent) -> Document:
    return {
        "id": str(event.id),
        "at": _when(micros(event.at)),
        "type": event.type.value,
        "title": event.title,
        "description": event.description,
        "severity": event.severity.value,
        "onsetSeconds": event.onset.total_seconds(),
        "causal": event.causal,
        "impacts": [
            {
                "stream": impact.stream,
                "direction": impact.direction.value,
                "magnitude": impact.magnitude.value,
                "durationSeconds": impact.duration.total_seconds(),
            }
            for impact in event.impacts
        ],
    }


def _when(at: int) -> str:
    return moment(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(value: float) -> float | int | None:
    """Return a number as JSON has it: nothing for none, whole where it is whole."""
    if not isfinite(value):
        return None
    rounded = round(float(value), _DIGITS)
    return int(rounded) if rounded.is_integer() else rounded
