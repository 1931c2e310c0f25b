"""Peers as a plain JSON value, for checkpoints, and back. Numbers keep six significant digits."""

from datetime import date
from typing import Any

import numpy as np

from domain.forecasting.model import Known, Series, SeriesKind
from domain.peers.model import NO_PEERS, Peers

_DIGITS = 6


def encode_peers(peers: Peers) -> object:
    """Return a JSON value; none for none, and null for a day without an observation."""
    if not peers:
        return None
    return {
        "campaigns": peers.campaigns,
        "generated": peers.generated,
        "series": [_encoded(one) for one in peers.series],
    }


def decode_peers(encoded: Any) -> Peers:  # noqa: ANN401 - any JSON value
    """Return what ``encode_peers`` was given, to six digits."""
    if encoded is None:
        return NO_PEERS
    series = tuple(_decoded(one) for one in encoded["series"])
    return Peers(series, encoded["campaigns"], encoded["generated"])


def _encoded(series: Series) -> dict[str, object]:
    known = series.known
    return {
        "key": series.key,
        "group": series.group,
        "kind": series.kind.value,
        "start": series.start.isoformat(),
        "values": [None if np.isnan(value) else _short(value) for value in series.values],
        "channel": known.channel,
        "objective": known.objective,
        "industry": known.industry,
        "begins": _day(known.begins),
        "ends": _day(known.ends),
        "budget": known.budget,
        "planned": {day.isoformat(): _short(amount) for day, amount in known.planned.items()},
    }


def _decoded(encoded: Any) -> Series:  # noqa: ANN401 - any JSON value
    known = Known(
        channel=encoded["channel"],
        objective=encoded["objective"],
        industry=encoded["industry"],
        begins=_date(encoded["begins"]),
        ends=_date(encoded["ends"]),
        budget=encoded["budget"],
        planned={date.fromisoformat(day): float(amount) for day, amount in encoded["planned"].items()},
    )
    values = np.array([np.nan if one is None else one for one in encoded["values"]], dtype=np.float64)
    start, kind = date.fromisoformat(encoded["start"]), SeriesKind(encoded["kind"])
    return Series(encoded["key"], encoded["group"], kind, start, values, known)


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
