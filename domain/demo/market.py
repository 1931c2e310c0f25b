"""How the marketplace moves campaigns: from what happened on streams to factors of a campaign's funnel."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.demo.mapping import MarketMapping, Signal, Stage
from domain.marketplace.history.model import Blocks
from domain.marketplace.moments import HOUR

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MarketFactors:
    """Factors by the hour.

    Attributes:
        begin: First hour, counted since 1970.
        stages: By stage. Shape ``(hours,)`` each, positive.
    """

    begin: int
    stages: Mapping[Stage, FloatArray]

    @property
    def end(self) -> int:
        """Return the hour after the last one."""
        return self.begin + len(self.stages[Stage.SPEND])

    def of(self, stage: Stage, begin: int, end: int) -> FloatArray:
        """Return the factors of the hours ``begin`` … ``end``, exclusive.

        Raises:
            ValueError: Some of them are not known.
        """
        if not self.begin <= begin <= end <= self.end:
            raise ValueError(f"hours {begin} to {end} are asked for, {self.begin} to {self.end} are known")
        return self.stages[stage][begin - self.begin : end - self.begin]

    def between(self, begin: int, end: int) -> "MarketFactors":
        """Return the factors of the hours ``begin`` … ``end`` alone.

        Raises:
            ValueError: Some of them are not known.
        """
        return MarketFactors(begin, {stage: self.of(stage, begin, end) for stage in self.stages})

    def daily(self, stage: Stage) -> dict[int, float]:
        """Return the mean of each whole day, counted since 1970."""
        first, last = -(-self.begin // 24), self.end // 24
        return {day: float(self.of(stage, 24 * day, 24 * day + 24).mean()) for day in range(first, last)}


def calm_market(begin: int, end: int) -> MarketFactors:
    """Return a market that moves nothing in the hours ``begin`` … ``end``, exclusive."""
    return MarketFactors(begin, {stage: np.ones(end - begin) for stage in Stage})


def market_factors(mapping: MarketMapping, blocks: Blocks) -> MarketFactors:
    """Return the factors of all hours but the first ``mapping.memory`` ones, which are what the others remember.

    The factor of an hour depends on that hour and those before it alone, and is the same to the last bit whichever
    blocks are given beside them.

    Args:
        mapping: Which streams move what.
        blocks: Hourly, with all streams of the mapping.

    Raises:
        ValueError: The blocks are not hourly, or too few.
    """
    if blocks.step != HOUR or blocks.values.shape[1] <= mapping.memory:
        raise ValueError(f"factors are made of hourly blocks, of more than {mapping.memory}")
    rows = {name: row for row, name in enumerate(blocks.streams)}
    passed = {
        name: _passed(blocks.values[rows[name]], blocks.expected[rows[name]], signal, mapping)
        for name, signal in mapping.signals.items()
    }
    size = blocks.values.shape[1] - mapping.memory
    stages = {}
    for stage, parts in mapping.stages.items():
        logs = np.zeros(size)
        for name, elasticity in parts.elasticities.items():
            logs += elasticity * passed[name]
        stages[stage] = np.clip(np.exp(logs), mapping.lowest, mapping.highest)
    return MarketFactors(blocks.begin // HOUR + mapping.memory, stages)


def _passed(values: FloatArray, expected: FloatArray, signal: Signal, mapping: MarketMapping) -> FloatArray:
    """Return how much of a stream's deviation is passed on, as a logarithm. Shape ``(hours,)``."""
    size = len(values) - mapping.memory
    happened = np.full(size, mapping.prior_events)
    usual = np.full(size, mapping.prior_events)
    # Added up hour by hour: a running sum would depend on where it began, in its last bits.
    for ago in range(signal.hours):
        part = slice(mapping.memory - ago, mapping.memory - ago + size)
        happened += values[part]
        usual += expected[part]
    deviation = np.log(happened / usual)
    square = deviation * deviation
    through: FloatArray = deviation * square / (square + signal.calm * signal.calm)
    return through
