"""Whether each stream's events are numbered without a gap, come in the order of time, and have ids of their own."""

from array import array
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from domain.acceptance.model import Check, Section
from domain.streams.model import StreamEvent

LOW, HIGH = 30.0, 70.0
"""Normalised values within one standard deviation."""

_EXAMPLES = 3


class Numbering:
    """Follows the numbers, times, ids and normalised values of all streams."""

    def __init__(self, sequences: Mapping[str, int]) -> None:
        """Begin behind the sequences that the streams have."""
        self.last = dict(sequences)
        self.counts = dict.fromkeys(sequences, 0)
        self.usual = dict.fromkeys(sequences, 0)
        self._at = dict.fromkeys(sequences, 0)
        self._ids = array("Q")
        self._gaps: list[str] = []
        self._disorders: list[str] = []

    def take(self, stream: str, events: Sequence[StreamEvent]) -> None:
        """Take the next events of one stream."""
        sequences = np.array([event.sequence for event in events], dtype=np.int64)
        expected = np.arange(self.last[stream] + 1, self.last[stream] + 1 + len(events))
        wrong = np.flatnonzero(sequences != expected)
        if len(wrong):
            place = int(wrong[0])
            self._gaps.append(f"{stream}: {int(sequences[place])} in place of {int(expected[place])}")
        times = np.array([self._at[stream], *(event.at for event in events)], dtype=np.int64)
        if (np.diff(times) < 0).any():
            self._disorders.append(f"{stream}: events are not in the order of time")
        values = np.array([event.normalized for event in events])
        self.last[stream] = int(sequences[-1])
        self.counts[stream] += len(events)
        self.usual[stream] += int(((values >= LOW) & (values <= HIGH)).sum())
        self._at[stream] = int(times[-1])
        self._ids.extend([event.key for event in events])

    @property
    def total(self) -> int:
        """Return how many events there were."""
        return sum(self.counts.values())

    def checks(self) -> Iterator[Check]:
        """Return what came out."""
        faults = [*self._gaps, *self._disorders]
        told = "; ".join(faults[:_EXAMPLES]) or f"{self.total:,} events of {len(self.counts)} streams"
        title = "Gaps in sequences, events out of order"
        yield Check("gap-free", Section.NUMBERING, title, 0, 0, float(len(faults)), "", told)
        repeated = len(self._ids) - len(np.unique(np.frombuffer(self._ids, dtype=np.uint64)))
        yield Check("unique-ids", Section.NUMBERING, "Repeated ids", 0, 0, float(repeated))
        shares = {name: 100.0 * self.usual[name] / count for name, count in self.counts.items() if count}
        mean = sum(shares.values()) / len(shares) if shares else float("nan")
        least = min(shares, key=lambda name: shares[name]) if shares else ""
        detail = f"mean of the streams; least on {least}: {shares[least]:.0f} %" if least else ""
        title = "Live normalised within 30–70"
        yield Check("normalised-live", Section.RATES, title, 50, None, mean, "%", detail)
