"""The rate of a stream at a moment, factor by factor."""

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.model import RateFactors
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.model import Influence, Operation
from simulator.rates.bends import baseline_of
from simulator.rates.crowd import STUDENT_LOGINS, students_busy
from simulator.rates.model import RateModel

MomentArray = NDArray[np.int64]

_NOTABLE = 0.005
"""Relative deviation of a parent from which on it is told as a source."""


def explain(model: RateModel, stream: str, at: int) -> RateFactors:
    """Return how the rate of a stream comes about.

    The product of the factors from ``baseline`` to ``noise``, plus ``added``, within the bounds, is ``rate`` unless
    something overrides. A gauge has its level in place of the rate, and what logins do to it in ``chain``. Streams that
    follow from others have the shape of their week from those; ``chain`` holds what cascades do as well, and how far
    the chain is from the table.

    Raises:
        ValueError: There is no such stream.
    """
    defined = model.marketplace.stream(stream)
    if defined is None:
        raise ValueError(f"there is no stream {stream!r}")
    number = model.marketplace.names.index(defined.name)
    moment = np.array([at], dtype=np.int64)
    baseline = baseline_of(model.marketplace, defined)
    ground, index = model.grounds(moment)
    calendar, growth = float(ground.season[index[0]]), float(ground.growth[index[0]])
    static = _static(model, number)
    weekday, time_of_day = _shape(model, number, at, baseline * static)
    ask = model.acting.ask(number, moment)
    scenarios, events, added = (
        (1.0, 1.0, 0.0) if ask is None else (float(ask.scenarios[0]), float(ask.events[0]), float(ask.added[0]))
    )
    noise = _noise(model, number, moment)
    busy = float(students_busy(model, number, moment)[0]) if model.is_gauge(number) else 1.0
    rate = float((model.level if model.is_gauge(number) else model.rate)(number, moment)[0]) * busy
    added *= busy
    override = float(model.override(number, moment)[0])
    quiet = baseline * weekday * time_of_day * calendar * growth * noise
    chain = _chain(model, number, moment, rate - added, quiet * scenarios * events) * busy
    return RateFactors(
        stream=defined.name,
        at=at,
        baseline=baseline,
        time_of_day=time_of_day,
        weekday=weekday,
        calendar=calendar,
        growth=growth,
        scenarios=scenarios,
        events=events,
        chain=chain,
        noise=noise,
        added=added,
        override=None if np.isnan(override) else override,
        rate=rate,
        sources=(
            *_sources(model, number, moment, quiet * scenarios * events * chain),
            *(((f"stream:{STUDENT_LOGINS}", busy),) if abs(busy - 1.0) >= _NOTABLE else ()),
        ),
    )


def _static(model: RateModel, number: int) -> float:
    """Return what the chain gives in the mean over what the table says."""
    stream = model.marketplace.streams[number]
    if model.is_gauge(number):
        return 1.0
    return float(model.chains.mean[number]) * 24 / (stream.events_per_day * model.marketplace.baseline.scale)


def _shape(model: RateModel, number: int, at: int, mean: float) -> tuple[float, float]:
    """Return the factors of the day of the week and of the time of day, season and growth taken out."""
    ground, index = model.grounds(np.array([at], dtype=np.int64))
    begin = at // HOUR - int(ground.of_week[index[0]]) % 24
    day = np.arange(begin, begin + 24, dtype=np.int64) * HOUR + HOUR // 2
    whole, hours = model.grounds(day)
    flat = model.usual_level(number, day) / (whole.season[hours] * whole.growth[hours])
    weekday = float(flat.mean()) / mean
    here = float(model.usual_level(number, np.array([at], dtype=np.int64))[0])
    here /= float(ground.season[index[0]] * ground.growth[index[0]]) * mean
    return (weekday, here / weekday) if weekday > 0.0 else (0.0, 1.0)


def _noise(model: RateModel, number: int, moment: MomentArray) -> float:
    if not model.chains.into[number]:
        return float(model.noise(number, moment)[0])
    ground, index = model.grounds(moment)
    usual = ground.usual[number, index]
    return float(ground.quiet[number, index][0] / usual[0]) if usual[0] > 0.0 else 1.0


def _chain(model: RateModel, number: int, moment: MomentArray, rate: float, without: float) -> float:
    """Return what parents and cascades do; for a stream of parents what is left of the rate to be told."""
    cascade = model.cascade(number, moment)
    factor = 1.0 if cascade is None else float(cascade[0])
    if not model.chains.into[number]:
        return factor
    bounded = np.isfinite(model.override(number, moment)[0]) or rate <= 0.0 or without <= 0.0
    handed = float(model.inherited(number, moment)[0])
    return _static(model, number) * handed * factor if bounded else rate / without


def _sources(model: RateModel, number: int, moment: MomentArray, rate: float) -> list[tuple[str, float]]:
    found = [
        (one.source, _factor(one, float(one.strength(moment)[0]), rate))
        for one in model.acting.on(number, int(moment[0]), int(moment[0]))
        if one.strength(moment)[0] > 0.0
    ]
    cascade = model.cascade(number, moment)
    if cascade is not None and cascade[0] != 1.0:
        found.append(("cascades", float(cascade[0])))
    for parent in sorted({edge.parent for edge in model.chains.into[number]}):
        handed = float(model.handed(parent, number, moment)[0])
        if abs(handed - 1.0) >= _NOTABLE:
            found.append((f"stream:{model.marketplace.names[parent]}", handed))
    return found


def _factor(one: Influence, strength: float, rate: float) -> float:
    """Return the factor that an influence amounts to at a moment at which the rate is ``rate`` otherwise."""
    if one.operation is Operation.MULTIPLY:
        return 1.0 + (one.value - 1.0) * strength
    if rate <= 0.0:
        return 1.0
    if one.operation is Operation.ADD:
        return max(0.0, 1.0 + one.value * strength / rate)
    return 1.0 - strength + strength * one.value / rate
