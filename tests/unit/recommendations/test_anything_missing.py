"""Whatever is missing, empty or rare: an answer with figures that are figures, and no warning from the arithmetic."""

from dataclasses import replace

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.metrics.model import MetricType
from domain.recommendations.advise import advise
from domain.recommendations.model import RecommendationKind
from domain.risk.detect import detect_risks
from domain.scenarios.generate import generate_scenarios
from domain.scenarios.model import DEFAULT_SCENARIOS, Adjustment, AdjustmentFactor, ScenarioKind, ScenarioRequest

WHAT_IF = ScenarioRequest(
    ScenarioKind.CUSTOM, "Everything", None, tuple(Adjustment(factor, 1.5, 2, 99) for factor in AdjustmentFactor)
)


@pytest.fixture
def holed(make_world, truth):
    """Makes a campaign of which anything may be missing."""

    def made(seed: int):
        rng = np.random.default_rng(seed)
        truths = {Channel(c): truth(pull=float(rng.uniform(0.01, 12))) for c in rng.choice(list(Channel), 3, False)}
        world = make_world(
            truths,
            seed=seed,
            days=int(rng.choice([1, 7, 30, 60, 120])),
            horizon=int(rng.choice([1, 5, 14, 30])),
            count=int(rng.choice([1, 30, 100])),
        )
        past, future = dict(world.history.values), dict(world.paths.values)
        for key in list(past):
            fate = rng.random()
            if fate < 0.15 and len(future) > 1:
                del past[key], future[key]
            elif fate < 0.25:
                del past[key]
            elif fate < 0.45:
                past[key] = np.where(rng.random(world.history.days) < 0.4, np.nan, past[key])
            elif fate < 0.55:
                past[key], future[key] = past[key] * 0, future[key] * 0
            elif fate < 0.65:
                future[key] = np.round(future[key] * 0.05)
        return replace(world, history=replace(world.history, values=past), paths=replace(world.paths, values=future))

    return made


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(25))
def test_an_answer_is_given_whatever_is_missing(holed, sure, new_id, seed):
    world = holed(seed)
    requests = (*DEFAULT_SCENARIOS, WHAT_IF)
    scenarios = generate_scenarios(world.paths, world.history, world.campaign, requests, tuple(MetricType), 0.6)
    assert sum(s.probability for s in scenarios[:3]) == pytest.approx(1.0)
    assert all("nan" not in s.narrative for s in scenarios)
    risks = detect_risks(world.paths, world.history, world.campaign, new_id)
    assert all(np.isfinite(e.value) for risk in risks for e in risk.evidence)
    advice = advise(world.paths, world.history, world.campaign, risks, sure, new_id)
    assert len(advice.recommendations) + len(advice.withheld) == len(RecommendationKind)
    assert all("nan" not in sentence for sentence in advice.withheld)
