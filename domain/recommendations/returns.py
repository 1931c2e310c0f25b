"""Channels compared by what their money brings."""

from dataclasses import dataclass

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.outcome import outcome_total
from domain.metrics.model import MetricType
from domain.recommendations.estimate import estimate
from domain.recommendations.model import ImpactEstimate, RecommendationKind
from domain.recommendations.moves import Move, Place, best_move
from domain.recommendations.proposal import Case, Withheld
from domain.response.elasticity import SpendResponse, spend_response
from domain.risk.model import Evidence

ABOVE = 1.2
"""Times the mean return from which a channel may receive money."""


@dataclass(frozen=True, slots=True)
class ChannelReturn:
    """What a channel's money brings.

    Attributes:
        relative: Its outcome per money over that of all channels together.
        surely_below: Share of futures in which ``relative`` is below the limit for donors.
    """

    channel: Channel
    place: Place
    response: SpendResponse
    relative: float
    surely_below: float


@dataclass(frozen=True, slots=True)
class Transfer:
    """The best move between channels."""

    donors: tuple[ChannelReturn, ...]
    receivers: tuple[ChannelReturn, ...]
    move: Move
    impact: ImpactEstimate

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Returns, elasticities and their errors."""
        rows: list[Evidence] = []
        for one in (*self.donors, *self.receivers):
            r = one.response
            rows.append(Evidence(f"Return on {one.channel} relative to the mean", one.relative, "ratio", 1.0))
            rows.append(Evidence(f"Elasticity of {one.channel} to spend", r.elasticity, "ratio", None, "history"))
            rows.append(
                Evidence(f"Standard error of that elasticity on {one.channel}", r.error, "ratio", None, "history")
            )
        return tuple(rows)


def channel_returns(case: Case, below: float) -> tuple[ChannelReturn, ...]:
    """Return every channel with forecast spend and outcome, best return first.

    Args:
        case: What is looked at.
        below: Relative return under which a channel is a donor.
    """
    paths, generator = case.paths, np.random.default_rng(case.seed)
    places: dict[Channel, tuple[Place, SpendResponse]] = {}
    for channel in paths.channels:
        spend, outcome = paths.values.get((channel, MetricType.SPEND)), paths.values.get((channel, case.outcome))
        if spend is None or outcome is None or not spend.any():
            continue
        response = spend_response(case.history, channel, case.outcome)
        elasticity = response.draws(paths.count, generator)
        places[channel] = Place(spend.sum(axis=1), outcome.sum(axis=1), elasticity), response
    spend_all = sum(place.spend for place, _ in places.values())
    outcome_all = sum(place.outcome for place, _ in places.values())
    if not np.any(outcome_all):
        return ()
    mean = float(np.mean(outcome_all)) / float(np.mean(spend_all))
    found = []
    for channel, (place, response) in places.items():
        surely = float((place.outcome * spend_all < below * outcome_all * place.spend).mean())
        found.append(ChannelReturn(channel, place, response, place.returns / mean, surely))
    return tuple(sorted(found, key=lambda one: -one.relative))


def best_transfer(
    case: Case, kind: RecommendationKind, below: float, largest: float, sure: float
) -> Transfer | Withheld:
    """Find the best move from channels below a relative return to channels above 1.2 times the mean.

    Channels whose answer to spend the history does not identify take no part: with low spend variation or short
    history, moves have done harm in a fifth or more of trials.

    Args:
        case: What is looked at.
        kind: Kind of step that it is for.
        below: Relative return under which a channel gives.
        largest: Largest share of a donor's spend that moves.
        sure: Share of futures in which a donor has to be below.
    """
    channels = channel_returns(case, below)
    if len(channels) < 2:
        return Withheld("it needs two channels with both spend and outcome")
    donors = [c for c in channels if c.relative < below and c.surely_below >= sure]
    receivers = [c for c in channels if c.relative > ABOVE]
    if not donors or not receivers:
        return Withheld(
            f"channel returns lie between {channels[-1].relative:.2f} and {channels[0].relative:.2f} times their "
            f"mean; it takes one below {below:.1f} and one above {ABOVE:.1f}"
        )
    weak = [c for c in (*donors, *receivers) if c.response.weakness is not None]
    donors = [c for c in donors if c.response.weakness is None]
    receivers = [c for c in receivers if c.response.weakness is None]
    if not donors or not receivers:
        return Withheld("; ".join(f"on {c.channel} {c.response.weakness}" for c in weak))
    move = best_move([c.place for c in donors], [c.place for c in receivers], largest)
    impact = estimate(case, kind, outcome_total(case.paths, case.outcome), move.delta)
    return Transfer(tuple(donors), tuple(receivers), move, impact)


def named(channels: tuple[ChannelReturn, ...]) -> str:
    """Return channel names in a sentence."""
    return " and ".join(str(c.channel) for c in channels)
