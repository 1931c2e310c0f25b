"""Second series of streams: shares and means of payload fields, and further levels of a gauge."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import DerivedSeries, OverrideUnit, StreamDefinition
from simulator.history.counts import binomial_counts
from simulator.rates.acting import POINTS, hour_points
from simulator.rates.chance import key_of, normals, quantile, uniforms
from simulator.rates.crowd import level_ratio, tutors_busy
from simulator.rates.model import RateModel
from simulator.rates.noise import noise_factors
from simulator.rates.shares import shifted_chances

FloatArray = NDArray[np.float64]
HourArray = NDArray[np.int64]

_CUTS = 40


@dataclass(frozen=True, slots=True)
class Parts:
    """What a derived value is taken from, by the hour: ``above / below``. Shapes ``(hours,)``."""

    above: FloatArray
    below: FloatArray
    usual: FloatArray


def derived_parts(
    model: RateModel, number: int, series: DerivedSeries, hours: HourArray, counts: FloatArray, usual: FloatArray
) -> Parts:
    """Return a derived series by the hour.

    Args:
        model: Knows what acts.
        number: Index of the stream.
        series: Which of its series.
        hours: Hours since 1970.
        counts: The stream's events in each, or its level before what students' logins do to it.
        usual: The usual ones.
    """
    stream = model.marketplace.streams[number]
    if model.is_gauge(number):
        return _level(model, number, series, hours, counts, usual)
    key = key_of(model.course.timeline.seed, "derived", stream.name, series.name)
    values, chances = _field(stream, series)
    shifts = [
        one for one in model.course.shifts if (one.influence.stream, one.shift.field) == (stream.name, series.field)
    ]
    shifted = shifted_chances(values, chances, shifts, int(hours[0]), len(hours))
    if series.equals is not None:
        share = shifted[values.index(series.equals)]
        share = _overridden(model, number, hours, share)
        above = 100.0 * binomial_counts(counts, share, uniforms(key, hours))
        return Parts(above, counts, np.full(len(hours), 100.0 * chances[values.index(series.equals)]))
    numbers = np.array([float(value) for value in values])
    mean = numbers @ shifted
    variance = (numbers**2) @ shifted - mean**2
    total = np.round(counts * mean + np.sqrt(np.maximum(counts * variance, 0.0)) * normals(key, hours))
    above = np.clip(total, counts * numbers.min(), counts * numbers.max())
    return Parts(above, counts, np.full(len(hours), float(numbers @ chances)))


def _level(
    model: RateModel, number: int, series: DerivedSeries, hours: HourArray, counts: FloatArray, usual: FloatArray
) -> Parts:
    """Return a further level of a gauge: it moves with the first one and with tutors' logins, and has own noise."""
    stream = model.marketplace.streams[number]
    ratio = level_ratio(model, series)
    noise = noise_factors(model.course.timeline.seed, f"{stream.name}#{series.name}", stream.variance / 2, hours)
    busy = tutors_busy(model, hour_points(int(hours[0]), len(hours))).reshape(len(hours), POINTS).mean(axis=1)
    return Parts(counts * ratio * noise * busy, np.ones(len(hours)), usual * ratio)


def _field(stream: StreamDefinition, series: DerivedSeries) -> tuple[list[str], FloatArray]:
    """Return a field's values with their chances; a number without listed values is cut into equally likely ones."""
    defined = next(one for one in stream.fields if one.name == series.field)
    if not defined.choices and defined.number is not None:
        places = quantile((np.arange(_CUTS) + 0.5) / _CUTS)
        law = defined.number
        numbers = np.clip(law.median * np.exp(law.sigma * places), law.low, law.high)
        return [repr(float(one)) for one in numbers], np.full(_CUTS, 1.0 / _CUTS)
    weights = np.array([choice.weight for choice in defined.choices])
    return [choice.value for choice in defined.choices], weights / weights.sum()


def _overridden(model: RateModel, number: int, hours: HourArray, share: FloatArray) -> FloatArray:
    if model.marketplace.streams[number].override is not OverrideUnit.PERCENT:
        return share
    ask = model.acting.ask_hours(number, int(hours[0]), len(hours))
    return share if ask is None else np.clip(share * ask.keep + ask.put / 100.0, 0.0, 1.0)
