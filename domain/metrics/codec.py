"""A campaign's history as a JSON value, for checkpoints."""

from datetime import date
from typing import Any

import numpy as np

from domain.campaigns.model import Channel
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType


def encode_history(history: CampaignHistory) -> dict[str, object]:
    """Return a JSON value; a day without an observation is null."""
    return {
        "start": history.start.isoformat(),
        "days": history.days,
        "values": {
            f"{channel}/{metric}": [None if np.isnan(value) else float(value) for value in values]
            for (channel, metric), values in history.values.items()
        },
    }


def decode_history(value: Any) -> CampaignHistory:  # noqa: ANN401 - any JSON value
    """Return what ``encode_history`` was given."""
    values = {}
    for key, series in value["values"].items():
        channel, metric = key.split("/")
        array = np.array([np.nan if one is None else one for one in series], dtype=np.float64)
        values[Channel(channel), MetricType(metric)] = array
    return CampaignHistory(date.fromisoformat(value["start"]), value["days"], values)
