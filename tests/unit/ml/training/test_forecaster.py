"""The forecaster of campaigns: reproducible, honest about the past, and watched."""

import pickle
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from domain.models.gate import judge
from domain.models.panels import panel_of
from domain.models.training import Fitted, Incumbent, TrainingSet
from ml.drift import PermutationMonitor
from ml.explanation import contributions
from ml.training.artefact import pack, unpack
from ml.training.forecaster import ForecasterTrainer
from ml.training.global_trees import Kept
from ml.training.panel_rows import FEATURES, PanelRows
from tests.unit.ml.training.series import UNTIL, some_series

TRAINER = ForecasterTrainer(most_rows=4_000)
SEED = 7
EARLIER = UNTIL - timedelta(days=14)


@pytest.fixture(scope="module")
def training() -> TrainingSet:
    return some_series()


@pytest.fixture(scope="module")
def fitted(training: TrainingSet) -> Fitted:
    return TRAINER.fit(training, SEED)


def test_it_travels_to_another_process() -> None:
    again = pickle.loads(pickle.dumps(TRAINER))
    assert (again, again.name, again.version) == (TRAINER, "campaign_forecaster", TRAINER.version)


def test_the_same_data_and_seed_give_the_same_bytes_and_another_seed_gives_others(
    training: TrainingSet, fitted: Fitted
) -> None:
    assert TRAINER.fit(some_series(), SEED).artefact == fitted.artefact
    assert TRAINER.fit(training, SEED + 1).artefact != fitted.artefact


def test_importance_names_every_feature_and_sums_to_one(fitted: Fitted) -> None:
    assert set(fitted.importance) == set(FEATURES)
    assert sum(fitted.importance.values()) == pytest.approx(1.0)
    assert fitted.importance["weekday_mean_4"] > fitted.importance["group"]


def test_it_passes_the_gate_against_the_naive_prediction_on_five_origins(training: TrainingSet) -> None:
    losses = TRAINER.losses(training, SEED, None)
    assert [one.origin for one in losses] == [UNTIL - timedelta(days=14 + 7 * back) for back in (4, 3, 2, 1, 0)]
    assert all(one.rows == 20 * 14 and one.champion is None for one in losses)
    assert judge(losses, incumbent=False).passed


def test_what_comes_after_an_origin_plays_no_part_in_its_challenger(training: TrainingSet) -> None:
    """The first origin sees the same days in a workspace that has gone on for two weeks."""
    now, then = TRAINER.losses(training, SEED, None), TRAINER.losses(some_series(until=EARLIER), SEED, None)
    shared = {one.origin: one for one in then}
    both = [(one, shared[one.origin]) for one in now if one.origin in shared]
    assert len(both) == 3
    for one, other in both:
        assert one.challenger == pytest.approx(other.challenger, rel=1e-9)
        assert one.baseline == pytest.approx(other.baseline, rel=1e-9)


def test_a_champion_of_the_same_code_is_judged_as_old_as_it_is(training: TrainingSet) -> None:
    old = TRAINER.fit(some_series(until=EARLIER), SEED)
    losses = TRAINER.losses(training, SEED, Incumbent(old.artefact, TRAINER.version, EARLIER))
    assert all(one.champion not in {None, one.challenger} and not one.hindsight for one in losses)
    alone = TRAINER.losses(training, SEED, None)
    assert [one.challenger for one in losses] == [one.challenger for one in alone]
    # One that had seen as much as the challenger is the challenger.
    same_age = TRAINER.losses(training, SEED, Incumbent(old.artefact, TRAINER.version, UNTIL))
    assert [one.champion for one in same_age] == [one.challenger for one in same_age]


def test_a_champion_of_other_code_is_judged_by_its_artefact_and_hindsight_is_told(training: TrainingSet) -> None:
    old = TRAINER.fit(some_series(until=EARLIER), SEED)
    losses = TRAINER.losses(training, SEED, Incumbent(old.artefact, "0", EARLIER))
    assert [one.hindsight for one in losses] == [one.origin < EARLIER for one in losses]
    assert all(one.champion is not None for one in losses)
    assert not losses[-1].hindsight


def test_a_champion_that_cannot_be_read_any_more_is_not_judged(training: TrainingSet, fitted: Fitted) -> None:
    artefact = unpack(fitted.artefact)
    other = pack(replace(artefact, manifest={**artefact.manifest, "features": ["something else"]}))
    for content in (b"no artefact", other):
        losses = TRAINER.losses(training, SEED, Incumbent(content, "0", EARLIER))
        assert {one.champion for one in losses} == {None}


@pytest.mark.parametrize(("count", "days", "words"), [(1, 30, "30 observed values"), (4, 50, "longest series has 50")])
def test_too_little_is_told_in_words(count: int, days: int, words: str) -> None:
    assert words in (TRAINER.shortfall(some_series(count, days)) or "")


def test_the_shortest_history_that_is_allowed_has_three_origins() -> None:
    shortest = some_series(4, 56)
    assert TRAINER.shortfall(shortest) is None
    assert len(TRAINER.losses(shortest, SEED, None)) >= 3


def test_quantiles_never_cross_and_forecasts_are_in_the_unit_of_the_series(
    training: TrainingSet, fitted: Fitted
) -> None:
    found = Kept.read(fitted.artefact).latest().forecast(panel_of(training), 14)
    assert found.shape == (20, 14, 7)
    for series, quantiles in zip(panel_of(training).series, found, strict=True):
        assert (np.diff(quantiles, axis=1) >= 0).all()
        recent = float(np.nanmean(series.values[-14:]))
        assert quantiles[:, 3].mean() == pytest.approx(recent, rel=0.5)


def test_a_group_that_the_model_does_not_know_is_forecast_all_the_same(fitted: Fitted) -> None:
    panel = panel_of(some_series(2))
    strange = replace(panel, series=tuple(replace(one, group="NEW") for one in panel.series))
    assert np.isfinite(Kept.read(fitted.artefact).latest().forecast(strange, 7)).all()


def test_contributions_explain_its_median(training: TrainingSet, fitted: Fitted) -> None:
    trees = Kept.read(fitted.artefact).latest()
    rows = PanelRows.of_training(training)
    features = rows.features(rows.judged(rows.table.days - 8, 7), trees.groups)
    found = contributions(trees.trees.median, features, FEATURES)
    np.testing.assert_allclose(found.base + found.values.sum(axis=1), trees.trees.median.predict(features), atol=1e-9)


def test_nothing_that_came_is_watched_on_the_day_of_the_training(training: TrainingSet, fitted: Fitted) -> None:
    watch = TRAINER.watch(fitted.artefact, training)
    assert len(watch.recent.features) == 0
    assert len(watch.trained.features) == 20 * 28
    assert PermutationMonitor().findings(watch, SEED) == ()


def test_days_that_came_since_are_watched_and_calm_ones_are_no_drift() -> None:
    old = TRAINER.fit(some_series(until=EARLIER), SEED)
    watch = TRAINER.watch(old.artefact, some_series())
    assert len(watch.recent.features) == 20 * 14
    assert set(watch.trained.units) == set(watch.recent.units)
    assert not {"weekday", "age"} & set(watch.names)
    assert watch.categorical == ("group", "channel")
    assert not any(one.drifted for one in PermutationMonitor().findings(watch, SEED))


def test_a_level_that_doubles_is_found_as_drift_of_inputs_and_error() -> None:
    calm, jump = some_series(until=UNTIL - timedelta(days=20)), some_series(level=3.0)
    findings = PermutationMonitor().findings(TRAINER.watch(TRAINER.fit(calm, SEED).artefact, jump), SEED)
    drifted = {one.feature for one in findings if one.drifted}
    assert None in drifted
    assert len(drifted) > 3
    assert findings[0].drifted


def test_an_artefact_of_something_else_is_refused(training: TrainingSet) -> None:
    with pytest.raises(ValueError, match="no artefact"):
        TRAINER.watch(b"something", training)


def test_series_that_ended_early_teach_but_are_not_judged_afterwards() -> None:
    lasting, ended = some_series(4), some_series(4, until=UNTIL - timedelta(days=60))
    columns = {
        name: np.concatenate([lasting.columns[name], ended.columns[name]]) for name in lasting.columns if name != "keys"
    }
    columns["keys"] = np.asarray([*lasting.columns["keys"], *(f"ended/{key}" for key in ended.columns["keys"])])
    both = TrainingSet(columns, lasting.observations + ended.observations, 8, UNTIL)
    assert all(one.rows == 4 * 14 for one in TRAINER.losses(both, SEED, None))
    panel = panel_of(both)
    assert {one.end for one in panel.series} == {date(2026, 3, 1)}
