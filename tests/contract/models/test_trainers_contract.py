"""What every trainer and drift monitor guarantees: those of the product and the one that tests steer."""

import pickle
from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.models.drift import watched
from domain.models.model import DriftSubject
from domain.models.training import Incumbent, TrainingSet
from domain.ports.models import Trainer
from ml.drift import PermutationMonitor
from ml.training.forecaster import ForecasterTrainer
from tests.fixtures.trained import SteeredTrainer, losing
from tests.unit.ml.training.series import UNTIL, some_series

SEED = 7


@dataclass(frozen=True)
class Case:
    """A trainer with data: enough, the same two weeks earlier, and too little."""

    trainer: Trainer
    now: TrainingSet
    earlier: TrainingSet
    scarce: TrainingSet


CASES = {
    "forecaster": lambda: Case(
        ForecasterTrainer(most_rows=2_000),
        some_series(10),
        some_series(10, until=UNTIL - timedelta(days=14)),
        some_series(1, 40),
    ),
    "steered": lambda: Case(SteeredTrainer(), losing(0.8, days=14), losing(0.8), losing(0.8, observations=59)),
}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]()


def test_it_pickles_and_says_what_it_is(case: Case):
    again = pickle.loads(pickle.dumps(case.trainer))
    assert (again.name, again.version) == (case.trainer.name, case.trainer.version)
    assert case.trainer.name.islower()
    assert case.trainer.description.endswith(".")


def test_it_says_in_words_what_is_missing_and_nothing_when_nothing_is(case: Case):
    assert case.trainer.shortfall(case.now) is None
    assert case.trainer.shortfall(case.earlier) is None
    assert (case.trainer.shortfall(case.scarce) or "").endswith(".")


def test_the_same_data_and_seed_give_the_same_bytes_losses_and_importance(case: Case):
    again = pickle.loads(pickle.dumps(case.trainer))
    first, second = case.trainer.fit(case.now, SEED), again.fit(case.now, SEED)
    assert first == second
    assert case.trainer.losses(case.now, SEED, None) == again.losses(case.now, SEED, None)


def test_other_data_give_another_artefact(case: Case):
    assert case.trainer.fit(case.now, SEED).artefact != case.trainer.fit(case.earlier, SEED).artefact


def test_importance_are_shares_with_the_most_first(case: Case):
    shares = list(case.trainer.fit(case.now, SEED).importance.values())
    assert sum(shares) == pytest.approx(1.0)
    assert shares == sorted(shares, reverse=True)


def test_it_is_judged_on_three_origins_or_more_in_their_order_before_the_end_of_the_data(case: Case):
    losses = case.trainer.losses(case.now, SEED, None)
    days = [one.origin for one in losses]
    assert len(days) >= 3
    assert days == sorted(set(days))
    assert days[-1] < case.now.until
    assert all(one.rows > 0 and one.challenger > 0 and one.baseline > 0 for one in losses)
    assert all(one.champion is None for one in losses)


def test_a_champion_is_held_against_the_same_rows_and_changes_nothing_for_the_others(case: Case):
    champion = case.trainer.fit(case.earlier, SEED)
    incumbent = Incumbent(champion.artefact, case.trainer.version, case.earlier.until)
    alone, against = (case.trainer.losses(case.now, SEED, one) for one in (None, incumbent))
    assert [(one.origin, one.rows, one.challenger, one.baseline) for one in against] == [
        (one.origin, one.rows, one.challenger, one.baseline) for one in alone
    ]
    assert all(one.champion is not None for one in against)


def test_what_came_since_can_be_watched(case: Case):
    artefact = case.trainer.fit(case.earlier, SEED).artefact
    watch = case.trainer.watch(artefact, case.now)
    width = len(watch.names)
    assert set(watch.categorical) <= set(watch.names)
    for sample in (watch.trained, watch.recent):
        assert sample.features.shape == (len(sample.losses), width)
        assert len(sample.units) == len(sample.losses) > 0


def test_a_monitor_judges_each_input_and_the_error_once_and_ranks_them(case: Case):
    artefact = case.trainer.fit(case.earlier, SEED).artefact
    findings = watched(case.trainer, PermutationMonitor(deals=199), artefact, case.now, SEED)
    names = case.trainer.watch(artefact, case.now).names
    assert sorted(one.feature or "" for one in findings) == sorted(["", *names])
    assert sum(one.subject is DriftSubject.ERROR for one in findings) == 1
    drifted = [one.drifted for one in findings]
    assert drifted == sorted(drifted, reverse=True)
    effects = [abs(one.effect or 0.0) for one in findings if not one.drifted]
    assert effects == sorted(effects, reverse=True)
    assert all(one.statement and 0 < one.p_value <= 1 for one in findings)


def test_bytes_that_are_no_artefact_are_refused(case: Case):
    with pytest.raises(ValueError, match=r".+"):
        case.trainer.watch(b"something else", case.now)
