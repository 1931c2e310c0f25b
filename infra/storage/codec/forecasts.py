"""Stored forecasts as bytes: their quantiles as 32-bit floats, the rest as JSON before them."""

import zlib
from dataclasses import dataclass, replace

import numpy as np
import orjson

from domain.forecasting.model import QUANTILES
from domain.performance.model import StoredForecast
from infra.storage.codec.documents import from_document, to_document

_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class _Header:
    """Everything but the quantiles, and the models of each series in the order in which theirs follow."""

    forecast: StoredForecast
    models: tuple[tuple[str, ...], ...]


def pack_forecast(forecast: StoredForecast) -> bytes:
    """Write a forecast; takes milliseconds, keep it off the event loop."""
    bare = replace(forecast, series=tuple(replace(one, forecasts={}) for one in forecast.series))
    header = _Header(bare, tuple(tuple(one.forecasts) for one in forecast.series))
    text = orjson.dumps(to_document(header))
    arrays = [values for one in forecast.series for values in one.forecasts.values()]
    body = b"".join(np.ascontiguousarray(values, dtype="<f4").tobytes() for values in arrays)
    return zlib.compress(len(text).to_bytes(_LENGTH_BYTES, "little") + text + body, level=1)


def unpack_forecast(blob: bytes) -> StoredForecast:
    """Read what ``pack_forecast`` wrote."""
    plain = zlib.decompress(blob)
    end = _LENGTH_BYTES + int.from_bytes(plain[:_LENGTH_BYTES], "little")
    header = from_document(_Header, orjson.loads(plain[_LENGTH_BYTES:end]))
    shape = (-1, header.forecast.horizon, len(QUANTILES))
    arrays = iter(np.frombuffer(plain, dtype="<f4", offset=end).astype(np.float64).reshape(shape))
    series = [
        replace(one, forecasts={model: next(arrays) for model in models})
        for one, models in zip(header.forecast.series, header.models, strict=True)
    ]
    return replace(header.forecast, series=tuple(series))
