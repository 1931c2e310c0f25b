"""How long one forecast takes on one core: every member, and putting them together, beside the library's AutoETS.

Durations are of the processor, so that what else the machine does is not counted.
"""

import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.calibration import learn_calibration
from domain.ensemble.drivers import build_panel
from domain.ensemble.forecast import ensemble_forecasts
from domain.ensemble.outputs import validate_outputs
from domain.ensemble.paths import sample_paths
from domain.ensemble.trajectories import channel_trajectories, trajectories
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import Backtest, BacktestWindow, FloatArray, MemberForecast, Panel
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from ml.backtest import cut, plan_origins, windows_at
from ml.evaluate.reference import REFERENCE
from ml.members.member import Member
from ml.members.registry import MEMBERS
from ml.warm import warm_members

CHANNELS = (Channel.GOOGLE, Channel.FACEBOOK, Channel.INSTAGRAM, Channel.TIKTOK, Channel.LINKEDIN)
DAYS, HORIZON = 180, 30

Result = TypeVar("Result")


def report() -> None:
    """Print the figures."""
    warm_members()
    history = _history()
    plan = build_panel(history)
    backtest = _backtest(plan.panel)
    spent: dict[str, float] = {}
    made = [_forecast(spent, member, plan.panel) for member in MEMBERS]
    weights = _timed(spent, "weights", lambda: learn_weights(backtest, plan.groups))
    calibration = _timed(spent, "calibration", lambda: learn_calibration(backtest, weights, plan.groups))
    outputs = _timed(spent, "checks", lambda: validate_outputs(made, plan.panel, HORIZON))
    forecasts = _timed(spent, "combining", lambda: ensemble_forecasts(plan, outputs, weights, calibration, HORIZON))
    paths = _timed(spent, "paths", lambda: sample_paths(plan, forecasts, seed=1, persistence=calibration.persistence))
    _timed(spent, "trajectories", lambda: (trajectories(paths), channel_trajectories(paths)))
    metrics = len(trajectories(paths))
    own = sum(spent.values())
    for name, seconds in spent.items():
        print(f"forecast, {name:<28} {1000 * seconds:8.0f} ms")
    print(f"{metrics} metrics x {len(CHANNELS)} channels, {HORIZON} days     {1000 * own:8.0f} ms on one core")
    yardstick: dict[str, float] = {}
    _timed(yardstick, "ets", lambda: REFERENCE.forecast(plan.panel, HORIZON))
    ets = yardstick["ets"]
    print(f"the library's AutoETS alone             {1000 * ets:8.0f} ms; ratio {own / ets:.2f}")


def _forecast(spent: dict[str, float], member: Member, panel: Panel) -> MemberForecast:
    return _timed(spent, member.info.name, lambda: member.forecast(panel, HORIZON))


def _history() -> CampaignHistory:
    random = np.random.default_rng(3)
    days = np.arange(DAYS)
    values: dict[tuple[Channel, MetricType], FloatArray] = {}
    for place, channel in enumerate(CHANNELS):
        week = 1.0 + 0.25 * np.sin(2 * np.pi * (days + place) / 7)
        impressions = random.poisson(20_000 * week * random.gamma(60, 1 / 60, DAYS)).astype(float)
        clicks = random.binomial(impressions.astype(int), 0.02).astype(float)
        conversions = random.binomial(clicks.astype(int), 0.05).astype(float)
        values |= {
            (channel, MetricType.IMPRESSIONS): impressions,
            (channel, MetricType.REACH): np.round(impressions * 0.6),
            (channel, MetricType.CLICKS): clicks,
            (channel, MetricType.CONVERSIONS): conversions,
            (channel, MetricType.ENGAGEMENT): random.binomial(impressions.astype(int), 0.03).astype(float),
            (channel, MetricType.SPEND): clicks * random.gamma(400, 1.2 / 400, DAYS),
            (channel, MetricType.REVENUE): conversions * random.gamma(100, 60 / 100, DAYS),
        }
    return CampaignHistory(date(2026, 1, 1), DAYS, values)


def _backtest(panel: Panel) -> Backtest:
    windows: list[BacktestWindow] = []
    for origin in plan_origins(panel):
        past = cut(panel, origin)
        if past is not None:
            made: dict[str, list[MemberForecast]] = {
                member.info.name: [member.forecast(past, origin.horizon)] for member in MEMBERS
            }
            windows += windows_at(panel, origin, made)
    return Backtest(tuple(windows), (), {})


def _timed(spent: dict[str, float], name: str, work: Callable[[], Result]) -> Result:
    started = time.process_time()
    found = work()
    spent[name] = time.process_time() - started
    return found
