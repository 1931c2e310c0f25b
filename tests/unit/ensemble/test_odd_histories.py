"""Whatever was observed, the campaign can be put together from what is forecast."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaigns.model import Channel
from domain.ensemble.calibration import learn_calibration
from domain.ensemble.drivers import build_panel
from domain.ensemble.forecast import ensemble_forecasts
from domain.ensemble.outputs import fault_of, validate_outputs
from domain.ensemble.paths import sample_paths, stopped_paths
from domain.ensemble.trajectories import trajectories
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import Backtest
from domain.metrics.model import OBSERVED

EMPTY = Backtest((), (), {})
HORIZON = 9
DAILY = st.one_of(st.just(np.nan), st.just(0.0), st.integers(1, 40).map(float), st.floats(0.01, 1e7))


@st.composite
def odd_values(draw):
    days = draw(st.shared(st.integers(1, 70), key="days"))
    pattern = draw(st.lists(DAILY, min_size=1, max_size=days))
    values = np.resize(np.array(pattern), days)
    if draw(st.booleans()):
        values[draw(st.integers(0, days - 1)) :] = draw(st.sampled_from([0.0, np.nan]))
    if np.isnan(values).all():
        values[0] = draw(st.integers(0, 100))
    return values


HISTORIES = st.dictionaries(
    st.tuples(st.sampled_from([Channel.GOOGLE, Channel.EMAIL]), st.sampled_from(OBSERVED)),
    odd_values(),
    min_size=1,
    max_size=8,
)


def forecast_of(plan):
    """The forecast when no member says anything."""
    weights = learn_weights(EMPTY, plan.groups)
    calibration = learn_calibration(EMPTY, weights, plan.groups)
    nobody = validate_outputs([], plan.panel, HORIZON)
    return ensemble_forecasts(plan, nobody, weights, calibration, HORIZON)


def check_paths(plan, paths):
    for row in paths.values.values():
        assert row.shape == (40, HORIZON)
        assert np.isfinite(row).all()
        assert (row >= 0).all()
    for driver in plan.drivers:
        if driver.cap is not None:
            capped = paths.values[driver.channel, driver.metric]
            assert (capped <= paths.values[driver.channel, driver.cap]).all()


def check_trajectories(paths):
    for trajectory in trajectories(paths):
        for point in trajectory.points:
            edges = [*(i.lower for i in reversed(point.intervals)), point.median, *(i.upper for i in point.intervals)]
            assert np.isfinite(edges).all()
            assert (np.diff(edges) >= 0).all()


@settings(max_examples=60, deadline=None)
@given(values=HISTORIES)
@pytest.mark.filterwarnings("error")
def test_any_history_gives_coherent_paths(make_history, values):
    channels = {}
    for (channel, metric), row in values.items():
        channels.setdefault(channel, {})[metric] = row
    plan = build_panel(make_history(channels))
    for series in plan.panel.series:
        assert not np.isnan(series.values[0])
        assert (series.values[~np.isnan(series.values)] >= 0).all()
    if not plan.panel.series:
        assert not any(row.any() for row in stopped_paths(plan, HORIZON, count=3).values.values())
        return
    forecasts = forecast_of(plan)
    assert [fault_of(forecasts[series.key], series, HORIZON) for series in plan.panel.series] == [None] * len(plan.keys)
    paths = sample_paths(plan, forecasts, seed=1, count=40)
    check_paths(plan, paths)
    check_trajectories(paths)
