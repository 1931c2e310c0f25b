"""Who is on the platform at the same time: a gauge moves with what acts on the logins of students and tutors."""

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import DerivedSeries
from simulator.rates.model import RateModel

FloatArray = NDArray[np.float64]
MomentArray = NDArray[np.int64]

STUDENT_LOGINS, TUTOR_LOGINS = "customer.login.success", "tutor.login.event"


def students_busy(model: RateModel, number: int, at: MomentArray) -> FloatArray:
    """Return the factor on a gauge's level because more students sign in; an override leaves none of it."""
    busy, ask = _busy(model, STUDENT_LOGINS, at), model.acting.ask(number, at)
    return busy if ask is None else 1.0 + (busy - 1.0) * ask.keep


def tutors_busy(model: RateModel, at: MomentArray) -> FloatArray:
    """Return the same for a gauge's further level."""
    return _busy(model, TUTOR_LOGINS, at)


def level_ratio(model: RateModel, series: DerivedSeries) -> float:
    """Return the mean of a gauge's further level over that of its first."""
    figures = model.marketplace.baseline.figures
    first = figures.get("active_students", model.marketplace.baseline.students * 0.02)
    second = figures.get(series.field.removesuffix("_count") + "s", model.marketplace.baseline.tutors * 0.02)
    return second / first


def _busy(model: RateModel, stream: str, at: MomentArray) -> FloatArray:
    names = model.marketplace.names
    return model.wanted(names.index(stream), at) if stream in names else np.ones(at.shape)
