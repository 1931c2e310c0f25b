"""The models of e-mail, audiences and content, held against the world that their data come from."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from domain.audiences.advice.advise import advise
from domain.audiences.cases import Case, ContentCase, audience_cases, email_cases
from domain.audiences.model import AudienceHistory, AudienceKind
from domain.audiences.predictions.service import LATEST_DAYS
from domain.audiences.rates import CHAINED, RATES, Rate
from domain.audiences.training import training_set
from domain.models.gate import judge
from domain.models.training import Incumbent, TrainingSet, Untrainable
from ml.audiences.observations import log_odds, observations_of
from ml.audiences.predictor import BoostedAudienceModels, LoadedAudienceModel
from ml.audiences.trainer import AudienceTrainer
from pulsecast.cli.audience_trials import trial_version, try_world
from simulator.audiences.truth import true_rate, true_uplift
from tests.fixtures.audiences import FIT_SEED, TODAY, YEAR_SEED, fitted, learnt_from, year

KINDS = tuple(AudienceKind)


def loaded(kind: AudienceKind) -> LoadedAudienceModel:
    model = BoostedAudienceModels().load(kind, fitted(kind).artefact)
    assert isinstance(model, LoadedAudienceModel)
    return model


def some_cases(kind: AudienceKind) -> list[Case]:
    """Cases of the last weeks of the year."""
    if kind is AudienceKind.EMAIL:
        return list(email_cases(year().sends)[-40:])
    if kind is AudienceKind.AUDIENCE:
        return list(audience_cases(year().weeks)[-40:])
    pieces, days = {one.key: one for one in year().pieces}, year().days
    last = days[-1].day + timedelta(days=1)
    keys = list(dict.fromkeys(one.key for one in days[-60:]))
    return [ContentCase(pieces[key], last, 500, tuple(one for one in days if one.key == key)) for key in keys]


@pytest.mark.parametrize("kind", KINDS)
def test_a_rate_is_predicted_near_its_true_probability(kind: AudienceKind):
    cases = some_cases(kind)
    for rate, most in zip(
        RATES[kind], {"EMAIL": (0.08, 0.1, 0.16), "AUDIENCE": (0.08, 0.14), "CONTENT": (0.12, 0.16)}[kind], strict=True
    ):
        days = None if kind is AudienceKind.EMAIL else 7
        true = np.array([true_rate(case, rate, days, YEAR_SEED) for case in cases])
        told = np.array([one.of(rate, days).expected for one in loaded(kind).forecast(cases, explained=False)])
        assert np.abs(told - true).mean() / true.mean() < most, rate


@pytest.mark.parametrize("kind", KINDS)
def test_the_naive_prediction_is_beaten_on_every_origin_and_the_gate_lets_the_model_pass(kind: AudienceKind):
    losses = AudienceTrainer(kind).losses(learnt_from(kind), FIT_SEED, None)
    assert len(losses) == 4
    assert all(one.challenger < 0.9 * one.baseline for one in losses)
    assert judge(losses, incumbent=False).passed


@pytest.mark.parametrize("kind", KINDS)
def test_bands_held_what_they_promise(kind: AudienceKind):
    figures = fitted(kind).metrics
    for rate in RATES[kind]:
        assert 0.74 <= figures[f"{rate.lower()}_held"] <= 0.88


def test_the_same_data_and_seed_give_the_same_bytes():
    kind = AudienceKind.AUDIENCE
    assert AudienceTrainer(kind).fit(learnt_from(kind), FIT_SEED).artefact == fitted(kind).artefact


@pytest.mark.parametrize("kind", KINDS)
def test_a_rate_lies_in_its_band_and_no_later_stage_exceeds_an_earlier_one(kind: AudienceKind):
    for forecast in loaded(kind).forecast(some_cases(kind), explained=False):
        for one in forecast.rates:
            assert 0 < one.low < one.expected < one.high < 1
        if kind in CHAINED:
            values = [one.expected for one in forecast.rates]
            assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("kind", KINDS)
def test_drivers_add_up_to_the_difference_between_cases(kind: AudienceKind):
    """Contributions are exact on log odds; of a chain they are so for its first rate, of horizons for the first day."""
    first, second = loaded(kind).forecast([some_cases(kind)[0], some_cases(kind)[-1]], explained=True)
    rate, days = {
        "EMAIL": (Rate.OPEN_RATE, None),
        "AUDIENCE": (Rate.ENGAGEMENT_RATE, 7),
        "CONTENT": (Rate.ENGAGEMENT_RATE, 1),
    }[kind]
    told = sum(one.effect for one in second.drivers[rate]) - sum(one.effect for one in first.drivers[rate])
    really = second.of(rate, days).logits.mean() - first.of(rate, days).logits.mean()
    assert told == pytest.approx(really, abs=0.01)


def test_churn_grows_with_the_horizon_and_with_how_often_an_audience_is_reached():
    case = some_cases(AudienceKind.AUDIENCE)[-1]
    often = replace(case, frequency=8.0)
    usual, tired = loaded(AudienceKind.AUDIENCE).forecast([replace(case, frequency=2.0), often], explained=False)
    assert [usual.of(Rate.CHURN_RATE, days).expected for days in (1, 7, 30)] == sorted(
        usual.of(Rate.CHURN_RATE, days).expected for days in (1, 7, 30)
    )
    assert tired.of(Rate.CHURN_RATE, 30).expected > usual.of(Rate.CHURN_RATE, 30).expected


def test_a_piece_of_which_more_is_known_is_predicted_with_less_doubt():
    case = some_cases(AudienceKind.CONTENT)[0]
    assert isinstance(case, ContentCase)
    unknown, known = loaded(AudienceKind.CONTENT).forecast([replace(case, past=()), case], explained=False)
    before, after = (one.of(Rate.ENGAGEMENT_RATE, 7) for one in (unknown, known))
    assert after.unknown < 0.2 * before.unknown
    assert log_odds(np.array(after.high)) - log_odds(np.array(after.low)) < 0.6 * (
        log_odds(np.array(before.high)) - log_odds(np.array(before.low))
    )


def test_labels_that_were_never_seen_are_predicted_as_usual_ones():
    case = some_cases(AudienceKind.EMAIL)[0]
    (strange,) = loaded(AudienceKind.EMAIL).forecast([replace(case, segment="Nobody yet")], explained=True)
    assert 0.05 < strange.of(Rate.OPEN_RATE, None).expected < 0.6


def test_bytes_of_another_model_are_refused():
    with pytest.raises(ValueError, match="AUDIENCE"):
        BoostedAudienceModels().load(AudienceKind.EMAIL, fitted(AudienceKind.AUDIENCE).artefact)
    with pytest.raises(ValueError, match="artefact"):
        BoostedAudienceModels().load(AudienceKind.EMAIL, b"nothing")


def test_too_few_observations_are_no_training_set():
    few = AudienceHistory(sends=year().sends[:59])
    found = training_set(AudienceKind.EMAIL, few)
    assert isinstance(found, Untrainable)
    assert "59 sends" in found.reason


def test_too_short_a_history_is_told_before_a_training():
    sends = AudienceHistory(sends=year().sends[:70])
    training = training_set(AudienceKind.EMAIL, sends)
    assert isinstance(training, TrainingSet)
    assert "rolling origins" in (AudienceTrainer(AudienceKind.EMAIL).shortfall(training) or "")
    assert AudienceTrainer(AudienceKind.EMAIL).shortfall(learnt_from(AudienceKind.EMAIL)) is None


def test_a_small_history_in_which_nobody_converted_gives_a_model_that_predicts_next_to_none():
    sends = [replace(one, converted=0) for one in year().sends if one.segment in {"Tutors", "Leads"}][:150]
    training = training_set(AudienceKind.EMAIL, AudienceHistory(sends=sends))
    assert isinstance(training, TrainingSet)
    trainer = AudienceTrainer(AudienceKind.EMAIL)
    assert trainer.shortfall(training) is None
    found = BoostedAudienceModels().load(AudienceKind.EMAIL, trainer.fit(training, FIT_SEED).artefact)
    (forecast,) = found.forecast(list(email_cases(sends)[-1:]), explained=True)
    assert 0 <= forecast.of(Rate.CONVERSION_RATE, None).expected < 1e-3
    assert forecast.of(Rate.CONVERSION_RATE, None).record.confidence == 0
    assert 0.1 < forecast.of(Rate.OPEN_RATE, None).expected < 0.6
    assert all(np.isfinite(one.challenger) for one in trainer.losses(training, FIT_SEED, None))


def test_a_champion_of_the_same_recipe_is_judged_as_it_would_have_aged():
    kind = AudienceKind.AUDIENCE
    training = learnt_from(kind)
    old = Incumbent(fitted(kind).artefact, AudienceTrainer(kind).version, training.until - timedelta(days=140))
    losses = AudienceTrainer(kind).losses(training, FIT_SEED, old)
    assert all(one.champion is not None and not one.hindsight for one in losses)
    assert np.mean([one.champion for one in losses]) > np.mean([one.challenger for one in losses])


def test_a_champion_of_other_code_is_judged_by_its_bytes_with_hindsight_told():
    kind = AudienceKind.AUDIENCE
    training = learnt_from(kind)
    losses = AudienceTrainer(kind).losses(training, FIT_SEED, Incumbent(fitted(kind).artefact, "0", training.until))
    assert all(one.champion is not None and one.hindsight for one in losses)
    unreadable = AudienceTrainer(kind).losses(training, FIT_SEED, Incumbent(b"?", "0", training.until))
    assert all(one.champion is None for one in unreadable)


def test_what_came_after_a_training_is_watched():
    kind = AudienceKind.AUDIENCE
    training, trainer = learnt_from(kind), AudienceTrainer(kind)
    early = observations_of(kind, training).day <= training.until.toordinal() - 56
    past = TrainingSet(
        {name: column[early] for name, column in training.columns.items()},
        int(early.sum()),
        1,
        training.until - timedelta(days=56),
    )
    watch = trainer.watch(trainer.fit(past, FIT_SEED).artefact, training)
    assert len(watch.recent.losses) == (~early).sum()
    assert watch.recent.features.shape[1] == watch.trained.features.shape[1] == len(watch.names)
    assert set(watch.categorical) <= set(watch.names)
    assert np.isfinite(watch.recent.losses).all()
    assert trainer.watch(fitted(kind).artefact, training).recent.features.shape == (0, len(watch.names))


@pytest.mark.parametrize("kind", KINDS)
def test_advice_keeps_what_it_promises(kind: AudienceKind):
    advice = advise(kind, year().latest(LATEST_DAYS), loaded(kind), trial_version(kind, learnt_from(kind)))
    assert advice
    true = [true_uplift(one.before, one.after, one.rate, one.horizon_days, YEAR_SEED) for one in advice]
    assert min(true) > 0
    promised = [one.uplift.relative for one in advice]
    assert np.abs(np.array(promised) - true).mean() < 0.25 * np.mean(true)


@pytest.mark.slow
def test_an_evaluation_of_a_world_tells_each_rate_and_each_kind_of_advice():
    score = try_world(3, TODAY)
    assert {(one.kind, one.rate) for one in score.rates} == {(kind, rate) for kind in KINDS for rate in RATES[kind]}
    assert all(one.error < one.naive for one in score.rates)
    assert {one.kind: one.won for one in score.losses} == dict.fromkeys(KINDS, 4)
    assert all(one.perfect < one.model for one in score.losses)
    assert score.uplifts
