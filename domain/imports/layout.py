"""Which column of a file holds what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import Fault, Refused, invalid
from domain.imports.model import ColumnMapping, ExportSource, ImportField, ImportOptions, ImportVocabulary
from domain.imports.words import listed, normalised, shown
from domain.metrics.model import MONEY, MetricType

_CURRENCY = re.compile(r"(.*?)[\s(\[]+([^\s()\[\]]{1,4})[)\]]?\s*")
_FIELDS = ", ".join(ImportField)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in a record to look. Positions count from 0.

    Attributes:
        header_row: Number of the record that names the columns.
        names: The columns as the file spells them.
        channel_at: None when the file does not tell channels.
        metrics: At least one.
        range_end_at: Position of the last day of the period that a row covers.
        currency_at: Position of the currency of a row.
        header_currencies: Currencies that the used columns name.
        filters: Position and value that a row needs.
    """

    header_row: int
    names: tuple[str, ...]
    date_at: int
    channel_at: int | None
    metrics: tuple[tuple[MetricType, int], ...]
    range_end_at: int | None
    currency_at: int | None
    header_currencies: frozenset[str]
    filters: tuple[tuple[int, str], ...]
    columns: tuple[ColumnMapping, ...]
    source: ExportSource | None

    @property
    def width(self) -> int:
        """Cells of a row."""
        return len(self.names)

    @property
    def has_money(self) -> bool:
        """Whether any column holds amounts."""
        return any(metric in MONEY for metric, _ in self.metrics)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns that hold nothing we use."""
        used = {mapping.column for mapping in self.columns}
        return tuple(name for name in self.names if name and name not in used)


def known_columns(cells: Sequence[str], options: ImportOptions) -> int:
    """Return how many columns of a record are known by name or named by the options; a header has most."""
    told = {normalised(mapping.column) for mapping in options.mapping or ()}
    told |= {normalised(kept.column) for kept in options.filters}
    told |= {normalised(column) for column in options.ignored}
    names = {normalised(cell) for cell in cells}
    known = {field for cell in cells if (field := _field_of(cell, options.vocabulary)) is not None}
    return len(told & names) + len(known)


def lay_out(header_row: int, cells: Sequence[str], options: ImportOptions) -> Layout:
    """Decide what each column holds.

    Raises:
        Refused: With every fault: unknown columns or fields, a field or column named twice, a column that is mapped and
            passed over, no date, no metric.
    """
    names = tuple(cell.replace("\ufeff", "").strip() for cell in cells)
    where: dict[str, int] = {}
    for position, name in enumerate(names):
        where.setdefault(normalised(name), position)
    faults: list[Fault] = []
    told = _told(options.mapping or (), where, names, faults)
    fields = dict(told)
    passed = _passed_over(options, where, names, set(told.values()), faults)
    for field, position in _detected(names, options.vocabulary, taken=passed | set(told.values())).items():
        fields.setdefault(field, position)
    filters = _filters(options, where, names, faults)
    faults += _missing_fields(fields, names)
    if faults:
        raise Refused(*faults)
    metrics = tuple((field.metric, at) for field, at in fields.items() if field.metric is not None)
    return Layout(
        header_row=header_row,
        names=names,
        date_at=fields[ImportField.DATE],
        channel_at=fields.get(ImportField.CHANNEL),
        metrics=metrics,
        range_end_at=_first_of(options.vocabulary.range_end, where, passed | set(fields.values())),
        currency_at=_first_of(options.vocabulary.currency_columns, where, passed | set(fields.values())),
        header_currencies=_header_currencies(metrics, names, options.vocabulary),
        filters=filters,
        columns=tuple(
            ColumnMapping(names[at], field) for field, at in sorted(fields.items(), key=lambda pair: pair[1])
        ),
        source=_source(set(where), names, options.vocabulary),
    )


def _told(
    mapping: Sequence[ColumnMapping], where: dict[str, int], names: Sequence[str], faults: list[Fault]
) -> dict[ImportField, int]:
    told: dict[ImportField, int] = {}
    for index, entry in enumerate(mapping):
        position = where.get(normalised(entry.column))
        field = _field_named(entry.field)
        if position is None:
            message = f"The file has no column {shown(entry.column)}; it has: {listed(tuple(names))}."
            faults.append(invalid(message, "mapping", str(index), "column"))
        if field is None:
            message = f"{shown(entry.field)} is not a field; the fields are: {_FIELDS}."
            faults.append(invalid(message, "mapping", str(index), "field"))
        if field is None or position is None:
            continue
        if field in told:
            message = f"The field {field} is mapped twice, from {names[told[field]]} and from {names[position]}."
            faults.append(invalid(message, "mapping", str(index), "field"))
        elif position in told.values():
            message = f"The column {names[position]} is mapped twice."
            faults.append(invalid(message, "mapping", str(index), "column"))
        told.setdefault(field, position)
    return told


def _field_named(name: str) -> ImportField | None:
    wanted = name.strip().casefold()
    return next((field for field in ImportField if field.value == wanted), None)


def _field_of(name: str, vocabulary: ImportVocabulary) -> ImportField | None:
    return _rank(name, vocabulary)[0]


def _rank(name: str, vocabulary: ImportVocabulary) -> tuple[ImportField | None, int]:
    """Return the field that a column name means, and how far down the preferred names it stands."""
    plain = normalised(name)
    for field, synonyms in vocabulary.columns.items():
        if plain in synonyms:
            return field, synonyms.index(plain)
    # "Cost (USD)": the name without its currency, for amounts only, as "Clicks (all)" is no Albanian lek.
    base, currency = split_currency(name, vocabulary)
    if currency:
        plain = normalised(base)
        for field in (ImportField.SPEND, ImportField.REVENUE):
            if plain in vocabulary.columns.get(field, ()):
                return field, vocabulary.columns[field].index(plain)
    return None, 0


def _detected(names: Sequence[str], vocabulary: ImportVocabulary, taken: set[int]) -> dict[ImportField, int]:
    best: dict[ImportField, tuple[int, int]] = {}
    for position, name in enumerate(names):
        field, rank = _rank(name, vocabulary)
        if field is None or position in taken:
            continue
        if field not in best or rank < best[field][0]:
            best[field] = (rank, position)
    return {field: position for field, (_, position) in best.items()}


def split_currency(name: str, vocabulary: ImportVocabulary) -> tuple[str, frozenset[str]]:
    """Return a column name without its currency, and the currencies that it may mean; none when it names none."""
    found = _CURRENCY.fullmatch(name.strip())
    if found is None:
        return name, frozenset()
    token = found[2]
    if token.upper() in vocabulary.currencies:
        return found[1], frozenset({token.upper()})
    return found[1], vocabulary.marks.get(token.casefold(), frozenset())


def _header_currencies(
    metrics: Sequence[tuple[MetricType, int]], names: Sequence[str], vocabulary: ImportVocabulary
) -> frozenset[str]:
    named = [split_currency(names[at], vocabulary)[1] for metric, at in metrics if metric in MONEY]
    # A sign such as $ stands for several currencies and proves none.
    return frozenset(next(iter(currencies)) for currencies in named if len(currencies) == 1)


def _passed_over(
    options: ImportOptions, where: dict[str, int], names: Sequence[str], mapped: set[int], faults: list[Fault]
) -> set[int]:
    passed: set[int] = set()
    for index, column in enumerate(options.ignored):
        name = normalised(column)
        if name not in where:
            message = f"The file has no column {shown(column)}; it has: {listed(tuple(names))}."
            faults.append(invalid(message, "ignoreColumns", str(index)))
        elif where[name] in mapped:
            message = f"The column {names[where[name]]} is mapped, and is to be ignored."
            faults.append(invalid(message, "ignoreColumns", str(index), hint="Leave it out of one of both."))
        else:
            passed |= {position for position, other in enumerate(names) if normalised(other) == name}
    return passed


def _filters(
    options: ImportOptions, where: dict[str, int], names: Sequence[str], faults: list[Fault]
) -> tuple[tuple[int, str], ...]:
    kept = []
    for index, entry in enumerate(options.filters):
        position = where.get(normalised(entry.column))
        if position is None:
            message = f"The file has no column {shown(entry.column)}; it has: {listed(tuple(names))}."
            faults.append(invalid(message, "filter", str(index), "column"))
        else:
            kept.append((position, entry.equals.strip()))
    return tuple(kept)


def _missing_fields(fields: dict[ImportField, int], names: Sequence[str]) -> list[Fault]:
    faults = []
    if ImportField.DATE not in fields:
        message = f"No column holds dates; the columns are: {listed(tuple(names))}."
        faults.append(invalid(message, "mapping", hint='Map one of them to the field "date".'))
    if not any(field.metric for field in fields):
        message = f"No column holds a metric; the columns are: {listed(tuple(names))}."
        faults.append(
            invalid(message, "mapping", hint=f"Map at least one of them to a field; the fields are: {_FIELDS}.")
        )
    return faults


def _first_of(synonyms: frozenset[str], where: dict[str, int], used: set[int]) -> int | None:
    return next((at for name, at in where.items() if name in synonyms and at not in used), None)


def _source(known: set[str], names: Sequence[str], vocabulary: ImportVocabulary) -> ExportSource | None:
    bare = known | {normalised(split_currency(name, vocabulary)[0]) for name in names}
    return next((source for source in vocabulary.sources if source.signature <= bare), None)
