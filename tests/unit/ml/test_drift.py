"""Drift is told from chance at the level that is promised, whatever the size of the samples."""

from typing import Any

import numpy as np
import pytest

from domain.forecasting.model import FloatArray
from domain.models.model import DriftFinding, DriftSubject
from domain.models.training import Sample, Watch
from ml.drift import PermutationMonitor, discoveries

MONITOR = PermutationMonitor()
QUICK = PermutationMonitor(deals=199)


def sample(features: FloatArray, losses: FloatArray | None = None, units: Any = None) -> Sample:
    rows = len(features)
    return Sample(
        features.reshape(rows, -1),
        np.full(rows, np.nan) if losses is None else losses,
        np.arange(rows) if units is None else units,
    )


def watch(trained: Sample, recent: Sample, *categorical: str) -> Watch:
    names = tuple(f"f{column}" for column in range(trained.features.shape[1]))
    return Watch(names, categorical, trained, recent)


def by_feature(findings: tuple[DriftFinding, ...]) -> dict[str | None, DriftFinding]:
    return {one.feature: one for one in findings}


@pytest.mark.parametrize("rows", [20, 60, 300])
@pytest.mark.parametrize("kind", ["continuous", "ties", "categories", "error", "pairs"])
def test_when_nothing_changed_a_monitor_exceeds_its_threshold_about_as_often_as_promised(rows: int, kind: str) -> None:
    random = np.random.default_rng([rows, len(kind)])
    trials = 300
    alarms = 0
    for trial in range(trials):
        both = random.lognormal(size=2 * rows)
        if kind in {"ties", "categories"}:
            both = np.floor(3.0 * both)
        units = np.arange(2 * rows)
        if kind == "pairs":
            # The same subjects are seen twice: what they have in common is no proof of anything.
            units = np.tile(np.arange(rows), 2)
            both = np.tile(random.normal(size=rows), 2) + 0.3 * random.normal(size=2 * rows)
        halves = [sample(both[part], both[part], units[part]) for part in (slice(rows), slice(rows, None))]
        found = QUICK.findings(watch(*halves, *(("f0",) if kind == "categories" else ())), trial)
        subject = DriftSubject.ERROR if kind == "error" else DriftSubject.INPUT
        alarms += next(one for one in found if one.subject is subject).p_value <= 0.05
    # Of 300 trials 15 are expected; 5 and 27 lie three standard deviations away. A statistic that takes few values, as
    # with ties, pairs or few rows, stays below its level rather than exactly at it.
    assert alarms <= 27
    assert alarms >= 5 or kind not in {"continuous", "error"}


@pytest.mark.parametrize("rows", [20, 60, 300])
def test_with_many_inputs_a_model_without_drift_is_rarely_said_to_have_any(rows: int) -> None:
    random = np.random.default_rng(rows)
    told = 0
    monitor = PermutationMonitor(deals=499)
    for trial in range(60):
        old, new = random.normal(size=(rows, 12)), random.normal(size=(rows, 12))
        told += any(one.drifted for one in monitor.findings(watch(sample(old), sample(new)), trial))
    # 3 of 60 are promised at most; 8 are three standard deviations more.
    assert told <= 8


def test_thresholds_are_wider_for_smaller_samples() -> None:
    random = np.random.default_rng(2)
    limits = []
    for rows in (20, 60, 300):
        parts = [sample(random.normal(size=rows)) for _ in range(2)]
        limits.append(MONITOR.findings(watch(*parts), 1)[0].threshold)
    assert limits[0] > limits[1] > limits[2]
    # Two samples of 60: the asymptotic 95 % limit of the statistic is 1.36 * sqrt(2 / 60) = 0.248.
    assert limits[1] == pytest.approx(0.248, abs=0.03)


def test_a_shifted_input_is_found_and_one_that_stayed_is_not() -> None:
    random = np.random.default_rng(3)
    old, new = random.normal(size=(120, 3)), random.normal(size=(60, 3))
    new[:, 1] += 1.0
    found = by_feature(MONITOR.findings(watch(sample(old), sample(new)), 1))
    assert [found[name].drifted for name in ("f0", "f1", "f2")] == [False, True, False]
    assert found["f1"].statistic > found["f1"].threshold
    assert (found["f1"].trained, found["f1"].recent) == (120, 60)
    assert "f1 is " in found["f1"].statement


def test_an_input_that_goes_missing_more_often_has_drifted() -> None:
    random = np.random.default_rng(4)
    old, new = random.normal(size=200), random.normal(size=100)
    new[:40] = np.nan
    assert MONITOR.findings(watch(sample(old), sample(new)), 1)[0].drifted


def test_categories_have_no_order_but_shares() -> None:
    random = np.random.default_rng(5)
    old, new = random.integers(0, 5, 300).astype(float), random.integers(0, 5, 300).astype(float)
    new[new == 4] = 9.0
    found = MONITOR.findings(watch(sample(old), sample(new), "f0"), 1)[0]
    assert found.drifted
    assert found.statistic == pytest.approx(0.2, abs=0.08)


def test_inputs_are_ranked_by_what_their_shift_costs() -> None:
    random = np.random.default_rng(6)
    old, new = random.normal(size=(600, 3)), random.normal(size=(300, 3))
    new[:, :2] += 1.5
    # The model errs more where the second input is large; the first plays no part in the error.
    losses = np.exp(0.8 * old[:, 1] + 0.1 * random.normal(size=600))
    found = MONITOR.findings(watch(sample(old, losses), sample(new)), 1)
    assert [one.feature for one in found][:2] == ["f1", "f0"]
    costs = by_feature(found)
    # Of exp(0.8 x) a shift by 1.5 multiplies the mean by exp(1.2) = 3.3; bins and their ends give less.
    assert 0.8 < (costs["f1"].effect or 0.0) < 2.4
    assert abs(costs["f0"].effect or 0.0) < 0.15
    assert abs(costs["f2"].effect or 0.0) < 0.15


def test_a_grown_error_is_found_and_a_smaller_one_is_no_drift() -> None:
    random = np.random.default_rng(7)
    features, losses = random.normal(size=100), random.exponential(size=100)
    for factor, drifted in ((2.0, True), (0.5, False)):
        since = sample(random.normal(size=80), factor * random.exponential(size=80))
        found = by_feature(MONITOR.findings(watch(sample(features, losses), since), 1))
        assert found[None].drifted is drifted
        assert found[None].effect == found[None].statistic
        assert found[None].statistic == pytest.approx(factor - 1.0, abs=0.5)


def test_rows_of_one_unit_count_once() -> None:
    """Four hundred rows of eight subjects prove no more than eight."""
    random = np.random.default_rng(8)
    alarms = 0
    for trial in range(100):
        level = random.normal(size=16)
        parts = [
            sample(
                np.repeat(level[half], 50) + 0.01 * random.normal(size=400), units=np.repeat(np.arange(8) + start, 50)
            )
            for half, start in ((slice(8), 0), (slice(8, None), 8))
        ]
        found = QUICK.findings(watch(*parts), trial)[0]
        alarms += found.p_value <= 0.05
        assert (found.trained, found.recent) == (8, 8)
    assert alarms <= 13


def test_too_few_units_tell_nothing() -> None:
    rows = np.arange(7.0)
    assert MONITOR.findings(watch(sample(np.arange(60.0), np.ones(60)), sample(rows, np.ones(7))), 1) == ()


def test_without_outcomes_since_only_inputs_are_judged() -> None:
    found = MONITOR.findings(watch(sample(np.arange(60.0), np.ones(60)), sample(np.arange(30.0))), 1)
    assert [one.subject for one in found] == [DriftSubject.INPUT]


def test_the_same_seed_gives_the_same_findings() -> None:
    random = np.random.default_rng(9)
    parts = [sample(random.normal(size=(40, 4)), random.exponential(size=40)) for _ in range(2)]
    assert MONITOR.findings(watch(*parts), 5) == MONITOR.findings(watch(*parts), 5)


@pytest.mark.parametrize(
    ("p_values", "found"),
    [
        ([], []),
        ([0.04], [True]),
        ([0.06], [False]),
        ([0.04, 0.5, 0.6], [False, False, False]),
        ([0.001, 0.03, 0.6, 0.033], [True, True, False, True]),
    ],
)
def test_discoveries_follow_benjamini_and_hochberg(p_values: list[float], found: list[bool]) -> None:
    assert discoveries(np.asarray(p_values), 0.05).tolist() == found
