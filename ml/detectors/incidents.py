"""A detector of incidents over all streams of a marketplace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.model import Blocks
from domain.marketplace.incidents.model import Alarm, Incident, incidents
from domain.marketplace.moments import HOUR
from domain.ports.detection import IncidentDetector
from ml.detectors.deviations import LEARNT_HOURS, Deviations, deviations
from ml.detectors.tails import normal_scores

FloatArray = NDArray[np.float64]

SURPRISE_WINDOWS, LEVEL_WINDOWS = (1, 3, 6), (24, 72)
"""Hours over which surprises and levels are summed: what begins suddenly, and what goes on."""
COUNTED_FROM = 3.0
"""Squared score from which a series counts in its group."""
TUNED_HOURS = 21 * 24
"""Hours on which the threshold is set, after those that are learnt from."""
QUIET_HOURS = 24
"""A subject that was quiet for so long alarms anew."""
APART = 6 * HOUR
HIGHEST, LOWEST, FINE = 9.0, 2.0, 0.05


@dataclass(frozen=True, slots=True)
class _Subject:
    name: str
    rows: tuple[int, ...]


class SeasonalIncidentDetector(IncidentDetector):
    """Compares each hour with the week's season and the hours before it, alone, in groups, and by known signatures.

    Every statistic is put on one scale by how rare it was in the past. The threshold is the lowest at which the past
    had ``a_day`` incidents a day, so it needs no tuning by hand and follows how noisy a marketplace is.
    """

    def __init__(self, a_day: float = 1.0) -> None:
        """Take how many incidents a day are borne on usual days.

        Raises:
            ValueError: It is not above 0.
        """
        if not a_day > 0.0:
            raise ValueError("a_day must be above 0")
        self._a_day = a_day

    @property
    def needed_hours(self) -> int:
        """Return 28 days to learn from and 21 to set the threshold on."""
        return LEARNT_HOURS + TUNED_HOURS

    def incidents(
        self, blocks: Blocks, since: int, signatures: Mapping[str, Mapping[str, float]]
    ) -> tuple[Incident, ...]:
        """Return the incidents that begin from ``since`` on, by time. Each hour is judged by earlier hours alone.

        Raises:
            ValueError: The blocks are not hourly, or too few come before ``since``.
        """
        before = (since - blocks.begin) // HOUR
        if blocks.step != HOUR or before < self.needed_hours:
            raise ValueError(f"incidents need hourly blocks, {self.needed_hours} of them before the first judged one")
        first = before - self.needed_hours
        start = blocks.begin // HOUR + first
        found = deviations(blocks.values[:, first:], blocks.streams, start)
        known = {name: one for name, one in signatures.items() if set(one) & set(blocks.streams)}
        subjects = _subjects(blocks.streams, known)
        scores = _scores(found, subjects, blocks.streams, known)
        past, live = scores[:, LEARNT_HOURS : self.needed_hours], scores[:, self.needed_hours :]
        threshold = self._threshold(past)
        return tuple(incidents(_alarms(live, threshold, since, subjects, blocks.streams), APART))

    def _threshold(self, past: FloatArray) -> float:
        """Return the lowest threshold before the past has too many incidents, coming from above."""
        best = HIGHEST
        days = past.shape[1] / 24
        for threshold in np.arange(HIGHEST, LOWEST, -FINE).tolist():
            if len(incidents(_starts(past, threshold), APART)) > self._a_day * days:
                break
            best = threshold
        return best


def _subjects(streams: Sequence[str], signatures: Mapping[str, Mapping[str, float]]) -> list[_Subject]:
    groups: dict[str, list[int]] = {}
    for row, name in enumerate(streams):
        groups.setdefault(name.partition(".")[0], []).append(row)
    numbers = {name: row for row, name in enumerate(streams)}
    return [
        *(_Subject(name, (row,)) for row, name in enumerate(streams)),
        *(_Subject(f"group:{name}", tuple(rows)) for name, rows in groups.items() if len(rows) > 2),
        _Subject("group:all", tuple(range(len(streams)))),
        *(
            _Subject(f"scenario:{name}", tuple(numbers[one] for one in moves if one in numbers))
            for name, moves in signatures.items()
        ),
    ]


def _scores(
    found: Deviations,
    subjects: Sequence[_Subject],
    streams: Sequence[str],
    signatures: Mapping[str, Mapping[str, float]],
) -> FloatArray:
    """Return one normal score for each subject and hour, the greatest over all windows. Shape ``(subjects, hours)``."""
    parts = [_summed(found.surprises, window) for window in SURPRISE_WINDOWS]
    parts += [_summed(found.levels, window) for window in LEVEL_WINDOWS]
    moves = np.stack(parts, axis=1)
    tuned = slice(LEARNT_HOURS, LEARNT_HOURS + TUNED_HOURS)
    alone = normal_scores(moves, moves[..., tuned])
    counted = np.maximum(alone**2 - COUNTED_FROM, 0.0)
    rows = [alone]
    scaled = moves / np.maximum(1.4826 * np.median(np.abs(moves[..., tuned]), axis=2, keepdims=True), 1e-6)
    for subject in subjects[len(streams) :]:
        kind, _, name = subject.name.partition(":")
        if kind == "group":
            rows.append(counted[list(subject.rows)].sum(axis=0)[None])
        else:
            weights = np.array([signatures[name][streams[row]] for row in subject.rows])
            along = np.tensordot(weights / np.linalg.norm(weights), scaled[list(subject.rows)], axes=1)
            rows.append(np.maximum(along, 0.0)[None])
    together = np.concatenate(rows)
    scores: FloatArray = normal_scores(together, together[..., tuned]).max(axis=1)
    return scores


def _summed(series: FloatArray, window: int) -> FloatArray:
    """Return sums over the last ``window`` hours, by the root of their number; 0 before there are so many."""
    reached = np.concatenate([np.zeros((len(series), 1)), np.cumsum(series, axis=1)], axis=1)
    sums = np.zeros(series.shape)
    sums[:, window - 1 :] = (reached[:, window:] - reached[:, :-window]) / np.sqrt(window)
    return sums


def _starts(scores: FloatArray, threshold: float) -> tuple[Alarm, ...]:
    """Return where subjects begin to be above a threshold, as alarms by hour with rows for names."""
    found: list[tuple[int, int]] = []
    for row, hot in enumerate(scores > threshold):
        last = -QUIET_HOURS - 1
        for hour in np.flatnonzero(hot).tolist():
            if hour - last > QUIET_HOURS:
                found.append((hour, row))
            last = hour
    return tuple(Alarm(hour * HOUR, str(row), (), float(scores[row, hour])) for hour, row in sorted(found))


def _alarms(
    scores: FloatArray, threshold: float, since: int, subjects: Sequence[_Subject], streams: Sequence[str]
) -> tuple[Alarm, ...]:
    alarms = []
    for one in _starts(scores, threshold):
        subject = subjects[int(one.subject)]
        names = tuple(streams[row] for row in subject.rows)
        alarms.append(Alarm(since + one.at + HOUR, subject.name, names, one.score))
    return tuple(alarms)
