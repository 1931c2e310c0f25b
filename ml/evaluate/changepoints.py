"""How well change points agree with several people who disagree among each other.

Both measures are those of van den Burg & Williams 2020, "An Evaluation of Change Point Detection Algorithms", section
3.1, with the first row counted as a change point in F1, as in the published benchmark.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

MARGIN = 5
"""Rows by which a change point may be off."""


def covering(annotations: Sequence[Sequence[int]], found: Sequence[int], rows: int) -> float:
    """Return how well segments cover those of people, 0 … 1: the mean over people.

    For a person it is the mean over the rows of the largest Jaccard index that the segment of the row, as the person
    sees it, has with a found one.

    Args:
        annotations: By person, the first rows of new segments.
        found: First rows of new segments.
        rows: Length of the series.
    """
    predicted = _segments(found, rows)
    people = [_segments(marked, rows) for marked in annotations]
    return sum(_covered(segments, predicted, rows) for segments in people) / len(people)


def f1(annotations: Sequence[Sequence[int]], found: Sequence[int], margin: int = MARGIN) -> float:
    """Return the harmonic mean of precision and recall, 0 … 1.

    Precision counts what agrees with anybody; recall is the mean over people of the part of their change points that
    is found. A found change point agrees with one marked at most.
    """
    own = {0, *found}
    everybody = {0}.union(*annotations)
    precision = _agreeing(everybody, own, margin) / len(own)
    recalls = [_agreeing({0, *marked}, own, margin) / len({0, *marked}) for marked in annotations]
    recall = sum(recalls) / len(recalls)
    return 2.0 * precision * recall / (precision + recall)


def _segments(starts: Iterable[int], rows: int) -> list[tuple[int, int]]:
    bounds = [0, *sorted({row for row in starts if 0 < row < rows}), rows]
    return list(pairwise(bounds))


def _covered(segments: Sequence[tuple[int, int]], predicted: Sequence[tuple[int, int]], rows: int) -> float:
    total = 0.0
    for first, end in segments:
        best = 0.0
        for other, stop in predicted:
            shared = min(end, stop) - max(first, other)
            best = max(best, shared / (max(end, stop) - min(first, other)))
        total += (end - first) * best
    return total / rows


def _agreeing(marked: set[int], found: set[int], margin: int) -> int:
    free, agreeing = set(found), 0
    for row in sorted(marked):
        near = [(abs(row - one), one) for one in free if abs(row - one) <= margin]
        if near:
            free.remove(min(near)[1])
            agreeing += 1
    return agreeing
