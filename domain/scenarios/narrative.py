"""A scenario in sentences, every figure read off its paths."""

from datetime import date

import numpy as np

from domain.ensemble.outcome import outcome_total
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray
from domain.metrics.model import MetricType
from domain.metrics.wording import change, name_of, percent, told
from domain.scenarios.adjustments import told as adjustment_told
from domain.scenarios.marks import Mark, Marks, find_marks
from domain.scenarios.model import KeyFactor, ScenarioRequest

MOST_MARKS = 3
"""Dips, and spikes, told by date."""


def narrate(
    request: ScenarioRequest,
    paths: SampledPaths,
    everything: FloatArray,
    metric: MetricType,
    factors: tuple[KeyFactor, ...],
    level: FloatArray | None,
    currency: str,
) -> str:
    """Tell what happens, how it compares, why, and on which days it turns, dips or spikes.

    Args:
        request: What was asked for.
        paths: The scenario's futures.
        everything: Outcome of every unchanged future. Shape ``(paths,)``.
        metric: The outcome.
        factors: What makes the scenario.
        level: Recent level of the outcome by weekday.
        currency: Of the campaign.
    """
    totals = outcome_total(paths, metric)
    course = paths.of(None, metric)
    median_course = np.zeros(paths.horizon) if course is None else np.median(course, axis=0)
    sentences = [
        _changes(request, paths.horizon),
        _outcome(totals, everything, metric, paths.horizon, currency),
        " ".join(factor.description for factor in factors[:3]),
        _marked(find_marks(median_course, level, paths.start), name_of(metric)),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _changes(request: ScenarioRequest, horizon: int) -> str:
    if not request.adjustments:
        return ""
    return f"Assumed: {'; '.join(adjustment_told(a, horizon) for a in request.adjustments)}."


def _outcome(totals: FloatArray, everything: FloatArray, metric: MetricType, horizon: int, currency: str) -> str:
    low, middle, high = (float(q) for q in np.quantile(totals, [0.1, 0.5, 0.9]))
    usual = float(np.median(everything))
    beside = f", {change(middle / usual - 1)} the median forecast" if usual > 0 else ""
    above = float((everything >= middle).mean())
    return (
        f"{name_of(metric).capitalize()} over {horizon} days: {told(middle, metric, currency)} "
        f"(80 % of these futures lie between {told(low, metric, currency)} and {told(high, metric, currency)})"
        f"{beside}; {_reached(above)} reach that much."
    )


def _reached(share: float) -> str:
    return f"{percent(share)} of all forecast futures" if share > 0 else "none of the forecast futures"


def _marked(marks: Marks, name: str) -> str:
    sentences = []
    if marks.turn is not None:
        was = "rises" if marks.turn.before > 0 else "falls"
        then = "falls" if marks.turn.after < 0 else "rises"
        sentences.append(
            f"Inflection on {_day(marks.turn.day)}: {name} {was} by {percent(abs(marks.turn.before))} until then and "
            f"{then} by {percent(abs(marks.turn.after))} after."
        )
    for word, found in (("Dips", marks.dips), ("Spikes", marks.spikes)):
        if found:
            sentences.append(f"{word} beyond the weekday pattern: {', '.join(_sized(m) for m in found[:MOST_MARKS])}.")
    return " ".join(sentences) or "No day departs notably from the weekday pattern."


def _sized(mark: Mark) -> str:
    return f"{_day(mark.day)} ({'+' if mark.size > 0 else '-'}{percent(abs(mark.size))})"


def _day(day: date) -> str:
    return day.isoformat()
