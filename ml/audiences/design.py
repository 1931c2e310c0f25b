"""What the log odds of a rate are taken to be made of, before trees look for what is left.

Each coefficient has a prior: deviations of single segments are small, so that a segment with little data behaves like
all others (partial pooling).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.audiences.features import LABELS, CaseTable
from domain.audiences.model import AudienceKind
from domain.audiences.rates import Rate
from domain.forecasting.model import FloatArray

HARMONICS = 3
"""Waves a day that the effect of the hour is made of."""

SUBJECT = ("number", "question", "emoji", "personal", "urgency", "spam_words", "preview")

USUAL_LENGTH, LENGTH_SPREAD = 45.0, 25.0
"""Characters of a subject, from which its length is counted, and in what unit."""

HALF_LIVES = (4.0, 12.0, 36.0)
"""Days after which content may have lost half of what it loses."""

FALLING: Mapping[AudienceKind, Mapping[str, int]] = {
    AudienceKind.EMAIL: {"bounce_share": -1, "inactive_share": -1, "recent_sends": -1, "spam_words": -1},
    AudienceKind.AUDIENCE: {"last_frequency": -1, "earlier_frequency": -1},
    AudienceKind.CONTENT: {"age_days": -1},
}
"""Numbers that cannot raise a rate: worse lists, wear, and being tired."""

RISING_CHURN = {"frequency": 1, "last_frequency": 1, "earlier_frequency": 1}
"""Numbers that cannot lower churn."""


def direction(kind: AudienceKind, rate: Rate, number: str) -> int:
    """Return 1 for a number that cannot lower a rate, -1 for one that cannot raise it, else 0."""
    known = RISING_CHURN if rate is Rate.CHURN_RATE else FALLING[kind]
    return known.get(number, 0)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the columns depend on beside a case.

    Attributes:
        levels: Values of each label that were seen in training, sorted; others count as none of them.
        lengths: Mean logarithm of the length of each kind of content.
    """

    levels: Mapping[str, tuple[str, ...]]
    lengths: Mapping[str, float] = field(default_factory=dict)

    def codes(self, table: CaseTable) -> FloatArray:
        """Return the place of each label among those known, ``nan`` for others. Shape ``(cases, labels)``."""
        columns = [_places(table.label(name), self.levels[name]) for name in LABELS[table.kind]]
        return np.stack(columns, axis=1)


def vocabulary_of(table: CaseTable) -> Vocabulary:
    """Return the words of a table."""
    levels = {name: tuple(sorted(set(table.label(name).tolist()))) for name in LABELS[table.kind]}
    if table.kind is not AudienceKind.CONTENT:
        return Vocabulary(levels)
    kinds, lengths = table.label("kind"), np.log(np.maximum(table.number("length"), 1.0))
    return Vocabulary(levels, {kind: float(lengths[kinds == kind].mean()) for kind in levels["kind"]})


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a regression.

    Attributes:
        values: Shape ``(cases, columns)``.
        features: What each column is of.
        prior: Standard deviation of each coefficient.
        sign: See ``direction``.
    """

    values: FloatArray
    features: tuple[str, ...]
    prior: FloatArray
    sign: NDArray[np.int64]


class _Builder:
    def __init__(self, table: CaseTable, words: Vocabulary, rate: Rate) -> None:
        self.table, self.words, self.rate = table, words, rate
        self._parts: list[tuple[FloatArray, str, float, int]] = [(np.ones(len(table)), "base", 10.0, 0)]

    def put(self, feature: str, values: FloatArray, prior: float, sign: int | None = None) -> None:
        known = direction(self.table.kind, self.rate, feature) if sign is None else sign
        self._parts.append((values, feature, prior, known))

    def levels(self, label: str, prior: float) -> None:
        for flag in self.flags(label):
            self.put(label, flag, prior)

    def each(self, label: str, feature: str, values: FloatArray, prior: float) -> None:
        """Let every level of a label deviate a little in what a number does."""
        for flag in self.flags(label):
            self.put(feature, flag * values, prior, 0)

    def flags(self, label: str) -> list[FloatArray]:
        column = self.table.label(label)
        return [(column == level).astype(np.float64) for level in self.words.levels[label]]

    def done(self) -> Columns:
        values, features, prior, sign = zip(*self._parts, strict=True)
        return Columns(np.stack(values, axis=1), tuple(features), np.array(prior), np.array(sign, dtype=np.int64))


def columns_of(table: CaseTable, words: Vocabulary, rate: Rate) -> Columns:
    """Return the columns that the log odds of a rate are a sum of."""
    builder = _Builder(table, words, rate)
    {AudienceKind.EMAIL: _email, AudienceKind.AUDIENCE: _audience, AudienceKind.CONTENT: _content}[table.kind](builder)
    return builder.done()


def _email(builder: _Builder) -> None:
    table = builder.table
    builder.levels("segment", 1.0)
    weekday = table.number("weekday")
    for day in range(7):
        builder.put("weekday", (weekday == day).astype(np.float64), 0.12)
    weekend = (weekday >= 5).astype(np.float64)
    angle = 2.0 * np.pi * table.number("hour") / 24.0
    for harmonic in range(1, HARMONICS + 1):
        for wave in (np.sin(harmonic * angle), np.cos(harmonic * angle)):
            builder.put("hour", wave, 0.25)
            builder.put("hour", weekend * wave, 0.08)
            builder.each("segment", "hour", wave, 0.18)
    length = (table.number("length") - USUAL_LENGTH) / LENGTH_SPREAD
    builder.put("length", length, 0.15)
    builder.put("length", np.minimum(length**2, 6.0), 0.15)
    for name in SUBJECT:
        builder.put(name, table.number(name), 0.25)
        builder.each("segment", name, table.number(name), 0.08)
    builder.put("bounce_share", 100.0 * table.number("bounce_share"), 0.10)
    builder.put("inactive_share", 10.0 * table.number("inactive_share"), 0.20)
    builder.put("list_size", np.log(np.maximum(table.number("list_size"), 1.0)), 0.05)
    builder.put("recent_sends", table.number("recent_sends"), 0.15)


def _audience(builder: _Builder) -> None:
    table = builder.table
    builder.levels("segment", 1.0)
    tenure, frequency = table.number("tenure_weeks"), table.number("frequency")
    for weeks in (4.0, 12.0):
        builder.put("tenure_weeks", np.exp(-tenure / weeks), 0.7)
    builder.put("tenure_weeks", np.log1p(tenure), 0.10)
    logarithm = np.log(np.maximum(frequency, 0.05))
    # Being reached more often helps at first: the logarithm may rise while the plain number falls.
    builder.put("frequency", logarithm, 0.4, 0 if builder.rate is Rate.ENGAGEMENT_RATE else 1)
    builder.put("frequency", frequency, 0.15)
    for name, prior in (("last_frequency", 0.15), ("earlier_frequency", 0.15)):
        builder.put(name, table.number(name), prior)
    for name in ("frequency", "last_frequency", "earlier_frequency"):
        builder.each("segment", name, table.number(name), 0.05)


def _content(builder: _Builder) -> None:
    table = builder.table
    for name in ("kind", "topic", "format", "channel"):
        builder.levels(name, 0.4)
    age = table.number("age_days")
    for half_life in HALF_LIVES:
        # What fades with age is what the first days had on top.
        builder.put("age_days", 0.5 ** (age / half_life), 0.6, 1)
        builder.each("kind", "age_days", 0.5 ** (age / half_life), 0.25)
    usual = np.array([builder.words.lengths.get(kind, np.nan) for kind in table.label("kind").tolist()])
    length = np.log(np.maximum(table.number("length"), 1.0))
    off = np.clip(np.nan_to_num(length - usual), -1.5, 1.5)
    builder.put("length", off, 0.15)
    builder.put("length", off**2, 0.15)
    builder.put("weekday", (table.number("weekday") >= 5).astype(np.float64), 0.15)


def _places(labels: NDArray[Any], levels: tuple[str, ...]) -> FloatArray:
    known = {level: float(place) for place, level in enumerate(levels)}
    return np.array([known.get(label, np.nan) for label in labels.tolist()], dtype=np.float64)
