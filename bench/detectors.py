"""How fast detectors judge: rows a second one at a time and many at once, beside a plain rolling z-score.

Durations are of the processor, so that what else the machine does is not counted.
"""

import time
from collections.abc import Callable

import numpy as np

from domain.forecasting.model import FloatArray
from ml.detectors.changepoints import change_points
from ml.detectors.seasonal import SeasonalDetector

ROWS, ALONE, WINDOW, REPEATS = 16_000, 1_000, 288, 3
SEGMENTED = (180, 800, 4_000)


def report() -> None:
    """Print the figures."""
    random = np.random.default_rng(1)
    times = np.arange(ROWS) * 300
    values = 100.0 + 30.0 * np.sin(np.arange(ROWS) / 288 * 2 * np.pi) + random.normal(0.0, 3.0, ROWS)
    warm = SeasonalDetector(300.0)
    warm.judge(times[: ROWS - ALONE], values[: ROWS - ALONE])

    def one_by_one() -> None:
        for row in range(ROWS - ALONE, ROWS):
            warm.judge(times[row : row + 1], values[row : row + 1])

    whole = ROWS / _seconds(lambda: SeasonalDetector(300.0).judge(times, values))
    alone = ALONE / _seconds(one_by_one, 1)
    plain = ROWS / _seconds(lambda: _rolling_z(values))
    print(f"anomalies, {ROWS:,} rows at once           {whole:12,.0f} rows/s")
    print(f"anomalies, one row at a time           {alone:12,.0f} rows/s")
    print(f"rolling z-score, one row at a time     {plain:12,.0f} rows/s, {plain / alone:.0f} times as many")
    for rows in SEGMENTED:
        steps = values[:rows] + np.where(np.arange(rows) < rows // 2, 0.0, 80.0)
        print(f"change points in {rows:5,} rows            {1_000 * _seconds(lambda: change_points(steps)):12,.1f} ms")  # noqa: B023


def _rolling_z(values: FloatArray) -> FloatArray:
    scores = np.zeros(len(values))
    for row in range(WINDOW, len(values)):
        past = values[row - WINDOW : row]
        scores[row] = abs(values[row] - past.mean()) / past.std()
    return scores


def _seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the least time of the processor."""
    taken = []
    for _ in range(repeats):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return min(taken)
