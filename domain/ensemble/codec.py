"""Forecasts as plain JSON values, for checkpoints, and back.

Numbers keep six significant digits: far more than a forecast means, and a third of the space.
"""

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from domain.ensemble.outputs import Rejection, ValidatedOutputs
from domain.forecasting.model import QUANTILES, FloatArray, MemberForecast, QuantileForecast

_DIGITS = 6

Plain = TypeVar("Plain")


def encode_forecasts(forecasts: Mapping[str, FloatArray]) -> object:
    """Return forecasts as ``{name: [[quantiles of a day], ...]}``; what is not finite is ``null``.

    Magnitudes below 1e-17 become 0.
    """
    return {name: _rows(values) for name, values in forecasts.items()}


def decode_forecasts(encoded: object) -> dict[str, FloatArray]:
    """Return what ``encode_forecasts`` made; ``null`` becomes ``nan``.

    Raises:
        TypeError: It is something else.
        ValueError: It is almost that, but not quite.
    """
    return {name: _array(rows) for name, rows in _mapping(encoded).items()}


def encode_member(forecast: MemberForecast) -> object:
    """Return a member's forecast as a JSON value."""
    return {
        "member": forecast.member,
        "version": forecast.version,
        "forecasts": encode_forecasts({key: one.values for key, one in forecast.forecasts.items()}),
        "failures": dict(forecast.failures),
        "seconds": float(f"{forecast.seconds:.{_DIGITS}g}"),
    }


def decode_member(encoded: object) -> MemberForecast:
    """Return what ``encode_member`` made.

    Raises:
        TypeError: It is something else.
        ValueError: It is almost that, but not quite.
    """
    fields = _mapping(encoded)
    seconds = fields.get("seconds")
    return MemberForecast(
        member=_text(fields.get("member")),
        version=_text(fields.get("version")),
        forecasts={key: QuantileForecast(one) for key, one in decode_forecasts(fields.get("forecasts")).items()},
        failures={key: _text(reason) for key, reason in _mapping(fields.get("failures")).items()},
        # A database may give a whole number of seconds back as an integer.
        seconds=float(seconds) if isinstance(seconds, int) else _a(float, seconds),
    )


def encode_outputs(outputs: ValidatedOutputs) -> object:
    """Return checked outputs as a JSON value."""
    return {
        "accepted": {key: encode_forecasts(said) for key, said in outputs.accepted.items()},
        "rejections": [[row.member, row.key, row.reason] for row in outputs.rejections],
        "excluded": dict(outputs.excluded),
    }


def decode_outputs(encoded: object) -> ValidatedOutputs:
    """Return what ``encode_outputs`` made.

    Raises:
        TypeError: It is something else.
        ValueError: It is almost that, but not quite.
    """
    fields = _mapping(encoded)
    return ValidatedOutputs(
        accepted={key: decode_forecasts(said) for key, said in _mapping(fields.get("accepted")).items()},
        rejections=tuple(Rejection(*(_text(part) for part in row)) for row in _a(list, fields.get("rejections"))),
        excluded={key: _text(reason) for key, reason in _mapping(fields.get("excluded")).items()},
    )


def _rows(values: FloatArray) -> object:
    finite = np.isfinite(values)
    known = np.where(finite, values, 0.0)
    with np.errstate(divide="ignore"):
        exponents = np.floor(np.log10(np.abs(known)))
    shifts = _DIGITS - 1 - np.where(np.isfinite(exponents), exponents, 0.0)
    # Powers of ten are exact up to 22; dividing by one gives the double nearest to the short decimal number.
    small = np.clip(shifts, 0, 22)
    large = np.clip(-shifts, 0, 22)
    rounded = np.rint(known * 10.0**small / 10.0**large) * 10.0**large / 10.0**small
    plain = rounded.astype(object)
    plain[~finite] = None
    rows: list[list[float | None]] = plain.tolist()
    return rows


def _array(encoded: object) -> FloatArray:
    rows = _a(list, encoded)
    values: FloatArray = np.array(rows, dtype=float).reshape(len(rows), -1)
    if values.shape != (len(rows), len(QUANTILES)):
        raise ValueError(f"an encoded day has {len(QUANTILES)} quantiles")
    return values


def _mapping(encoded: object) -> dict[str, object]:
    return _a(dict, encoded)


def _text(encoded: object) -> str:
    return _a(str, encoded)


def _a(kind: type[Plain], encoded: object) -> Plain:
    if not isinstance(encoded, kind):
        raise TypeError(f"expected {kind.__name__}, not {type(encoded).__name__}")
    return encoded
