"""The trained forecaster as a member: in the unit of its series, and honest about its own past."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from domain.forecasting.model import Panel
from domain.models.panels import panel_of
from domain.models.training import Fitted, TrainingSet
from ml.backtest import plan_origins
from ml.training.artefact import pack, unpack
from ml.training.forecaster import ForecasterTrainer
from ml.training.global_trees import NAME, Kept
from ml.training.serving import forecast_trained, windows_trained
from tests.unit.ml.training.series import UNTIL, some_series

TRAINER = ForecasterTrainer(most_rows=3_000)
SEED = 7


@pytest.fixture(scope="module")
def training() -> TrainingSet:
    return some_series()


@pytest.fixture(scope="module")
def fitted(training: TrainingSet) -> Fitted:
    return TRAINER.fit(training, SEED)


@pytest.fixture(scope="module")
def panel(training: TrainingSet) -> Panel:
    """One campaign of those that were learnt from."""
    return Panel(panel_of(training).series[:4])


def test_it_forecasts_each_series_by_its_registry_number(fitted: Fitted, panel: Panel) -> None:
    said = forecast_trained(fitted.artefact, "12", panel, 10)
    assert (said.member, said.version, said.failures) == (NAME, "12", {})
    for series in panel.series:
        values = said.forecasts[series.key].values
        assert values.shape == (10, 7)
        assert values[:, 3].mean() == pytest.approx(float(np.nanmean(series.values[-14:])), rel=0.5)


def test_a_series_with_too_few_days_fails_alone(fitted: Fitted, panel: Panel) -> None:
    young = replace(panel.series[0], start=panel.end - timedelta(days=4), values=panel.series[0].values[-5:])
    said = forecast_trained(fitted.artefact, "1", Panel((young, *panel.series[1:])), 5)
    assert said.failures == {young.key: f"5 observed days; {NAME} needs 14"}
    assert len(said.forecasts) == 3


@pytest.mark.parametrize("vintage", [7, 30, 51])
def test_older_trees_are_those_that_would_have_been_trained_then(fitted: Fitted, panel: Panel, vintage: int) -> None:
    day = UNTIL - timedelta(days=vintage)
    then = TRAINER.fit(some_series(until=day), SEED)
    past = Panel(tuple(one.until(len(one.values) - vintage) for one in panel.series))
    now = Kept.read(fitted.artefact).as_of(day)
    assert now is not None
    np.testing.assert_allclose(now.forecast(past, 14), Kept.read(then.artefact).latest().forecast(past, 14))


def test_windows_come_from_the_origins_of_a_backtest_by_trees_that_had_seen_nothing_later(
    fitted: Fitted, panel: Panel
) -> None:
    windows = windows_trained(fitted.artefact, "1", panel)
    origins = plan_origins(panel)
    assert {(window.key, window.origin) for window in windows} == {
        (series.key, len(series.values) - origin.offset) for series in panel.series for origin in origins
    }
    kept = Kept.read(fitted.artefact)
    earliest = min(windows, key=lambda window: window.origin)
    past = Panel(tuple(one.until(earliest.origin) for one in panel.series))
    trees = kept.as_of(past.end)
    assert trees is not None
    place = [one.key for one in panel.series].index(earliest.key)
    np.testing.assert_allclose(earliest.forecasts[NAME][:, 3], trees.forecast(past, 30)[place, :, 3], rtol=1e-9)
    # The trees of today know how it went on; they must not have been asked.
    assert not np.allclose(earliest.forecasts[NAME][:, 3], kept.latest().forecast(past, 30)[place, :, 3], rtol=1e-3)


def test_origins_before_all_trees_have_no_window(fitted: Fitted, panel: Panel) -> None:
    artefact = unpack(fitted.artefact)
    young = pack(replace(artefact, manifest={**artefact.manifest, "vintages": [0, 30, 37]}))
    windows = windows_trained(young, "1", panel)
    assert {len(panel.series[0].values) - window.origin for window in windows} == {30, 37}
    assert windows_trained(pack(replace(artefact, manifest={**artefact.manifest, "vintages": [0]})), "1", panel) == ()


def test_an_artefact_of_other_features_is_refused(fitted: Fitted, panel: Panel) -> None:
    artefact = unpack(fitted.artefact)
    other = pack(replace(artefact, manifest={**artefact.manifest, "features": ["something else"]}))
    with pytest.raises(ValueError, match="other features"):
        forecast_trained(other, "1", panel, 5)
