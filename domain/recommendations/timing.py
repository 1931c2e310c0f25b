"""Spend more on the weekdays that bring more."""

from dataclasses import dataclass

import numpy as np

from domain.ensemble.outcome import outcome_total
from domain.forecasting.model import FloatArray
from domain.metrics.model import MetricType
from domain.metrics.wording import money, name_of, percent
from domain.recommendations.estimate import estimate
from domain.recommendations.model import RecommendationKind
from domain.recommendations.moves import Move, Place, best_move
from domain.recommendations.proposal import Case, Proposal, Withheld
from domain.response.elasticity import SpendResponse, spend_response
from domain.risk.model import Evidence

WEEKS = 26
"""Weeks looked at."""

FEWEST = 8
"""Whole weeks with spend and outcome on every day that are needed."""

PERMUTATIONS = 999

SIGNIFICANCE = 0.01
"""Probability that such weekday differences arise by chance."""

BELOW, ABOVE = 0.9, 1.1
"""Times the mean return under which a weekday gives money and over which it receives; nearer than for channels, for the
days of one campaign differ less."""

LARGEST = 0.3
"""Largest share of a weekday's spend that moves."""

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How the log of outcome per money differs between weekdays.

    Attributes:
        effect: Mean difference from the week's mean, shrunk by ``1 - 1 / F`` (James-Stein) so that the best of seven
            days is not overrated. Shape ``(7,)``.
        error: Standard error of each.
    """

    effect: FloatArray
    error: float
    p_value: float
    weeks: int


def retime(case: Case) -> Proposal | Withheld:
    """Propose to move spend between weekdays whose outcome per money differs beyond chance.

    The test permutes the days within each week, so that neither trend nor good weeks count as weekday effects.
    """
    matrix = _weeks(case)
    if len(matrix) < FEWEST:
        return Withheld(
            f"only {len(matrix)} whole weeks have spend and {name_of(case.outcome)} on every day, {FEWEST} are needed"
        )
    rhythm = _rhythm(matrix, np.random.default_rng(case.seed))
    if rhythm.p_value >= SIGNIFICANCE:
        return Withheld(
            f"{name_of(case.outcome)} per money spent does not differ between weekdays beyond chance "
            f"(p = {rhythm.p_value:.2f} over {rhythm.weeks} weeks)"
        )
    relative = np.exp(rhythm.effect)
    donors, receivers = np.flatnonzero(relative < BELOW), np.flatnonzero(relative > ABOVE)
    if not len(donors) or not len(receivers):
        return Withheld(f"weekdays differ by {relative.min() - 1:+.0%} to {relative.max() - 1:+.0%} only")
    return _proposal(case, rhythm, donors, receivers)


def _weeks(case: Case) -> FloatArray:
    """Return log outcome per money by whole week and weekday, Monday first; weeks with a day missing are left out."""
    spend, outcome = case.history.total(MetricType.SPEND), case.history.total(case.outcome)
    if spend is None or outcome is None or case.outcome is MetricType.SPEND:
        return np.zeros((0, 7))
    first = (7 - case.history.start.weekday()) % 7
    count = max(0, (case.history.days - first) // 7)
    span = slice(first, first + 7 * count)
    paid, got = spend[span].reshape(count, 7)[-WEEKS:], outcome[span].reshape(count, 7)[-WEEKS:]
    whole = ((paid > 0) & (got > 0)).all(axis=1)
    matrix: FloatArray = np.log(got[whole] / paid[whole])
    return matrix


def _rhythm(matrix: FloatArray, generator: np.random.Generator) -> Rhythm:
    weeks = len(matrix)
    centred = matrix - matrix.mean(axis=1, keepdims=True)
    means = centred.mean(axis=0)
    shuffled = generator.permuted(np.broadcast_to(centred, (PERMUTATIONS, weeks, 7)), axis=2)
    by_chance = (shuffled.mean(axis=1) ** 2).sum(axis=1)
    strength = float((means**2).sum())
    p_value = (1 + int((by_chance >= strength).sum())) / (PERMUTATIONS + 1)
    residual = float(((centred - means) ** 2).sum()) / (6 * (weeks - 1))
    ratio = weeks * strength / 6 / max(residual, 1e-12)
    shrink = max(0.0, 1 - 1 / max(ratio, 1e-12))
    return Rhythm(shrink * means, float(np.sqrt(residual / weeks)), p_value, weeks)


def _proposal(
    case: Case,
    rhythm: Rhythm,
    donors: np.ndarray[tuple[int], np.dtype[np.intp]],
    receivers: np.ndarray[tuple[int], np.dtype[np.intp]],
) -> Proposal | Withheld:
    kind = RecommendationKind.TIMING_ADJUSTMENT
    response = spend_response(case.history, None, case.outcome)
    places = _places(case, rhythm, response)
    if places is None:
        return Withheld("the horizon does not hold every weekday, or spend was not forecast")
    move = best_move([places[i] for i in donors], [places[i] for i in receivers], LARGEST)
    impact = estimate(case, kind, outcome_total(case.paths, case.outcome), move.delta)
    good, bad = _named(receivers), _named(donors)
    outcome, relative = name_of(case.outcome), np.exp(rhythm.effect)
    assumed = "" if response.weakness is None else f" How it answers to spend is largely assumed: {response.weakness}."
    return Proposal(
        kind,
        f"Spend more on {good}, less on {bad}",
        f"A unit of money brings {relative[receivers].max() - 1:+.0%} {outcome} on the best of these days and "
        f"{relative[donors].min() - 1:+.0%} on the worst, against the week's mean (p = {rhythm.p_value:.3f} over "
        f"{rhythm.weeks} weeks). Moving {money(move.amount, case.currency)} changes {outcome} by "
        f"{impact.relative:+.1%}.{assumed}",
        (
            f"Lower bids or budgets by {percent(move.share)} on {bad}.",
            f"Raise them by {percent(move.growth - 1)} on {good}.",
            "Compare whole weeks, not days, after a fortnight.",
        ),
        impact,
        _evidence(rhythm, move, response),
    )


def _places(case: Case, rhythm: Rhythm, response: SpendResponse) -> list[Place] | None:
    """Return the weekdays of the horizon as places, outcomes following the weekday effects drawn for each future."""
    spend, paths = case.paths.of(None, MetricType.SPEND), case.paths
    if spend is None or paths.horizon < 7:
        return None
    generator = np.random.default_rng(case.seed)
    weekdays = (paths.start.weekday() + np.arange(paths.horizon)) % 7
    paid = np.stack([spend[:, weekdays == day].sum(axis=1) for day in range(7)])
    effects = generator.normal(rhythm.effect[:, None], rhythm.error, (7, paths.count))
    weights = paid * np.exp(effects)
    total = weights.sum(axis=0)
    if not (total > 0).all() or paid.mean(axis=1).min() <= 0:
        return None
    outcomes = weights / total * outcome_total(paths, case.outcome)
    elasticity = response.draws(paths.count, generator)
    return [Place(paid[day], outcomes[day], elasticity) for day in range(7)]


def _named(days: np.ndarray[tuple[int], np.dtype[np.intp]]) -> str:
    return ", ".join(NAMES[int(day)] for day in days)


def _evidence(rhythm: Rhythm, move: Move, response: SpendResponse) -> tuple[Evidence, ...]:
    relative = np.exp(rhythm.effect)
    return (
        Evidence("Probability of the weekday differences by chance", rhythm.p_value, "ratio", SIGNIFICANCE, "history"),
        Evidence("Return of the best weekday relative to the mean", float(relative.max()), "ratio", ABOVE, "history"),
        Evidence("Return of the worst weekday relative to the mean", float(relative.min()), "ratio", BELOW, "history"),
        Evidence("Share of spend moved", move.share, "ratio", LARGEST),
        Evidence("Elasticity to spend", response.elasticity, "ratio", None, "history"),
    )
