"""The words of imported files, from JSON: names of columns, spellings of channels, signs of currencies."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.campaigns.model import Channel
from domain.imports.model import ExportSource, ImportField, ImportVocabulary
from domain.imports.words import normalised

DEFINITION = Path(__file__).parent / "definitions" / "import_columns.json"


def load_import_vocabulary(path: Path = DEFINITION) -> ImportVocabulary:
    """Read and check the words.

    Raises:
        ValueError: When a part is missing, a field, channel or currency is unknown, or a word has two meanings; the
            text names the file and the fault.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    try:
        return _vocabulary(document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path.name}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return f"the part {error} is missing" if isinstance(error, KeyError) else str(error)


def _vocabulary(document: dict[str, Any]) -> ImportVocabulary:
    columns = {ImportField(name): tuple(map(normalised, words)) for name, words in document["columns"].items()}
    _check_unique(word for words in columns.values() for word in dict.fromkeys(words))
    channels = {Channel(name): dict.fromkeys(map(normalised, words)) for name, words in document["channels"].items()}
    _check_unique(word for words in channels.values() for word in words)
    currencies = frozenset(document["currencies"])
    marks = {mark.casefold(): frozenset(codes) for mark, codes in document["marks"].items()}
    unknown = frozenset().union(*marks.values()) - currencies
    if unknown:
        raise ValueError(f"signs stand for unknown currencies: {', '.join(sorted(unknown))}")
    return ImportVocabulary(
        columns=columns,
        channels={word: channel for channel, words in channels.items() for word in words},
        range_end=frozenset(map(normalised, document["range_end"])),
        currency_columns=frozenset(map(normalised, document["currency_columns"])),
        currencies=currencies,
        marks=marks,
        missing=frozenset(word.casefold() for word in document["missing"]),
        totals=tuple(map(normalised, document["totals"])),
        sources=tuple(_source(source) for source in document["sources"]),
    )


def _source(source: dict[str, Any]) -> ExportSource:
    channel = source.get("channel")
    signature = frozenset(map(normalised, source["signature"]))
    return ExportSource(source["name"], signature, Channel(channel) if channel else None)


def _check_unique(words: Iterable[str]) -> None:
    seen: set[str] = set()
    for word in words:
        if word in seen:
            raise ValueError(f"{word!r} has two meanings")
        seen.add(word)
