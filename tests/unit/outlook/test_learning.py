"""What is learnt from a sample of the series of a batch."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from uuid_utils.compat import uuid7

from domain.ensemble.calibration import learn_calibration
from domain.ensemble.limits import Earlier
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import Backtest, Panel
from domain.metrics.history import history_of
from domain.orchestrator.beforehand import Beforehand
from domain.outlook.learning import learn, spread
from domain.outlook.subject import Subject, prepare
from infra.compute.inline import InlineCompute
from ml.engine import LocalForecastEngine
from tests.fixtures.product import LAST_DAY, made_up_points
from tests.fixtures.records import a_campaign
from tests.fixtures.steered import CHEAP_MEMBERS

WORKSPACE = uuid7()


def _subject(last: int = 0, days: int = 60) -> Subject:
    history = history_of(made_up_points(days, LAST_DAY + timedelta(days=last), 1))
    assert history is not None
    found = prepare(a_campaign(WORKSPACE, end_date=None), history, Beforehand({}, Earlier()), 14)
    assert isinstance(found, Subject)
    return found


def _campaign(key: str) -> str:
    return key.split("/", 1)[0]


def test_a_sample_is_spread_evenly_over_groups_and_campaigns():
    campaigns = [_subject() for _ in range(8)]
    sample = spread(campaigns, 20)
    groups = Counter(one.group for one in sample.series)
    assert len(sample.series) == 20
    assert set(groups.values()) == {4}
    counts = Counter(_campaign(one.key) for one in sample.series)
    assert len(counts) == 8
    assert max(counts.values()) - min(counts.values()) <= 2


def test_few_series_are_all_taken():
    campaigns = [_subject()]
    assert len(spread(campaigns, 100).series) == len(campaigns[0].plan.panel.series)


def test_a_sample_ends_on_the_day_that_most_campaigns_were_observed_to():
    usual, ahead, behind = [_subject() for _ in range(3)], _subject(last=2), _subject(last=-1)
    sample = spread([ahead, *usual, behind])
    assert sample.end == LAST_DAY
    assert {_campaign(one.key) for one in sample.series} == {str(one.campaign_id) for one in [ahead, *usual]}
    cut = next(one for one in sample.series if _campaign(one.key) == str(ahead.campaign_id))
    whole = next(one for one in ahead.plan.panel.series if cut.key.endswith(f"/{one.key}"))
    np.testing.assert_array_equal(cut.values, whole.values[:-2])


async def test_series_that_were_not_sampled_have_the_factors_of_their_group():
    sample = spread([_subject() for _ in range(4)])
    backtest = await LocalForecastEngine(InlineCompute(), CHEAP_MEMBERS).backtest(sample)
    lessons = learn(backtest, sample)
    groups = {one.key: one.group for one in sample.series}
    plain = learn_calibration(backtest, learn_weights(backtest, groups), groups)
    assert lessons.weights == learn_weights(backtest, groups)
    for group in set(groups.values()):
        own = [plain.of(key) for key, name in groups.items() if name == group]
        assert np.all(lessons.calibration.of(group) >= np.min(own, axis=0) - 1e-9)
        assert np.all(lessons.calibration.of(group) <= np.max(own, axis=0) + 1e-9)
    assert lessons.calibration.coverage == pytest.approx(plain.coverage)


def test_without_any_past_members_count_equally():
    lessons = learn(Backtest((), (), {}), Panel(()))
    assert lessons.weights.of("CTR", 1, ["a", "b"]) == {"a": 0.5, "b": 0.5}
    assert lessons.calibration.coverage is None
