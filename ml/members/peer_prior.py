"""Peer prior: what campaigns like this one did from their first day on, drawn towards its own days as they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from domain.ensemble.cold import PEER_PRIOR
from domain.forecasting.model import (
    QUANTILES,
    FloatArray,
    MemberForecast,
    MemberInfo,
    Panel,
    QuantileForecast,
    Series,
    SeriesKind,
)
from ml.bands import within
from ml.members.member import CannotFit, Member
from ml.peers.hierarchy import Prior, path_of, prior_of
from ml.peers.level import filtered
from ml.peers.money import Pull, pull_of
from ml.peers.profile import Profile, learn_profile, residuals
from ml.peers.scale import Scaled, age_of, scaled
from ml.peers.zeros import quantiles_with_zeros, zero_share

MOST_DAYS = 13
"""Observed days up to which it speaks: with two weeks a campaign can be held against its own past."""

LEAST_PEERS = 3
"""Series of one group from which something can be said about another."""

INFO = MemberInfo(
    name=PEER_PRIOR,
    version="1",
    minimum_days=0,
    description="What comparable campaigns did from their first day on, drawn towards this one's own days.",
    maximum_days=MOST_DAYS,
)


@dataclass(frozen=True, slots=True)
class _Group:
    """What the peers of one group teach."""

    peers: tuple[Scaled, ...]
    profile: Profile


def forecast(panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel that has peers; the others are named with the reason."""
    started = perf_counter()
    forecasts: dict[str, QuantileForecast] = {}
    failures: dict[str, str] = {}
    learnt: dict[tuple[str, SeriesKind], _Group] = {}
    channels = _channels(panel.series)
    for series in panel.series:
        own = scaled(series, channels[_campaign(series)])
        try:
            _refuse(own)
            known_as = (series.group, series.kind)
            if known_as not in learnt:
                learnt[known_as] = _learn(panel.peers, series)
            forecasts[series.key] = QuantileForecast(_quantiles(own, learnt[known_as], horizon))
        except CannotFit as error:
            failures[series.key] = str(error)
    return MemberForecast(INFO.name, INFO.version, forecasts, failures, perf_counter() - started)


def _refuse(own: Scaled) -> None:
    if own.days > MOST_DAYS:
        raise CannotFit(f"{own.days} observed days; {INFO.name} speaks up to {MOST_DAYS}")


def _learn(peers: Sequence[Series], series: Series) -> _Group:
    channels = _channels(peers)
    same = [one for one in peers if one.group == series.group and one.kind is series.kind]
    # A series of nothing but zeros has no level; it still counts for the share of days with nothing.
    found = tuple(scaled(one, channels[_campaign(one)]) for one in same)
    moving = [one for one in found if one.moving]
    if len(moving) < LEAST_PEERS:
        raise CannotFit(
            f"{len(moving)} comparable series of {series.group} from other campaigns; {LEAST_PEERS} are needed"
        )
    return _Group(found, learn_profile(moving))


def _quantiles(own: Scaled, group: _Group, horizon: int) -> FloatArray:
    """Return predictive quantiles of the days after the last one. Shape ``(horizon, len(QUANTILES))``."""
    profile = group.profile
    pull = pull_of(own, group.peers, profile)
    prior = _prior(own, group, pull)
    level = filtered(residuals(own, profile) - pull.of(own), own, prior, profile)
    ahead = np.arange(1, horizon + 1)
    ages = age_of(own.series) + len(own.series.values) - 1 + ahead
    weekdays = (own.series.end.weekday() + ahead) % 7
    means = level.mean + pull.of(own) + profile.effects(ages.astype(float), weekdays.astype(float))
    deviations = np.sqrt(level.ahead(means, horizon, own.series.kind))
    share = zero_share(own, group.peers)
    raw = quantiles_with_zeros(means, deviations, share, QUANTILES, own.series.kind)
    return within(np.maximum.accumulate(raw, axis=1), own.series.kind)


def _prior(own: Scaled, group: _Group, pull: Pull) -> Prior:
    peers = [one for one in group.peers if one.moving and pull.knows(one)]
    levels, errors = [], []
    for one in peers:
        left = residuals(one, group.profile) - pull.of(one)
        known = ~np.isnan(left)
        levels.append(float(left[known].mean()))
        days = float(known.sum())
        # The mean of a drifting level over n days strays by a third of n steps from where it began.
        errors.append(group.profile.noise / days + group.profile.drift * days / 3)
    paths = [path_of(one.series.known) for one in peers]
    return prior_of(path_of(own.series.known), paths, np.array(levels), np.array(errors), own.series.kind)


def _campaign(series: Series) -> str:
    """Return what stands before channel and group in the key of a peer; nothing in the campaign's own."""
    return series.key.rsplit("/", 2)[0] if series.key.count("/") > 1 else ""


def _channels(found: Sequence[Series]) -> dict[str, int]:
    """Return on how many channels each campaign was observed."""
    seen: dict[str, set[str]] = {}
    for one in found:
        seen.setdefault(_campaign(one), set()).add(one.known.channel)
    return {campaign: len(names) for campaign, names in seen.items()}


MEMBER = Member(INFO, forecast, chunk=None)
