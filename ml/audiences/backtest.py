"""The recipe held against the past: what it would have expected, and what came."""

from dataclasses import dataclass

import numpy as np

from domain.audiences.model import AudienceKind
from domain.audiences.rates import CHAINED, RATES
from domain.forecasting.model import FloatArray
from ml.audiences.expectation import Expectation, effects_of, expect, with_effects
from ml.audiences.members import Members, fit_members
from ml.audiences.observations import Observations, log_odds, observed_rate, probability
from ml.audiences.origins import Origin
from ml.audiences.own import Spread, measure_spread

MEMBERS = 6
"""Fits of an origin; fewer than those of a model that serves, for time."""

HIERARCHICAL = frozenset({AudienceKind.CONTENT})
"""Kinds whose units differ by more than what is known of them."""

USUAL_DISTURBANCE = 0.15
"""Standard deviation, in log odds, that losses take outcomes to have around what can be known, whatever the model: a
send to a million does not count as a million."""

OWN_DAYS, OWN_TRIALS = 28, 1_000
"""Last days of a unit that the naive prediction rests on, and the trials below which it takes the mean of its kind."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A model as it was fitted on a day.

    Attributes:
        spread: How units vary, for each stage.
    """

    members: Members
    spread: tuple[Spread, ...]

    def expect(self, cases: Observations, past: Observations) -> Expectation:
        """Return what is expected of cases, given what was observed of their units before."""
        logits = self.members.log_odds(cases.table)
        effects = effects_of(self.members, self.spread, past)
        shifted, unknown = with_effects(logits, cases.unit, self.spread, effects)
        disturbance = np.array([one.rows for one in self.spread])
        return expect(self.members.kind, shifted, unknown, disturbance, cases.trials.T)


def fit_recipe(observations: Observations, seed: int, members: int) -> Recipe:
    """Fit members, and measure how units vary."""
    found = fit_members(observations, seed, members)
    if observations.table.kind not in HIERARCHICAL:
        return Recipe(found, tuple(Spread(0.0, float(variance)) for variance in found.variance))
    logits = _unseen(found, observations)
    return Recipe(
        found,
        tuple(
            measure_spread(
                logits[stage], observations.successes[:, stage], observations.trials[:, stage], observations.unit
            )
            for stage in range(observations.stages)
        ),
    )


@dataclass(frozen=True, slots=True)
class Test:
    """What was expected from an origin, and the rows that it was expected of."""

    __test__ = False

    origin: Origin
    expected: Expectation
    rows: Observations


def backtest(observations: Observations, origin: Origin, seed: int, lag: int = 0) -> Test | None:
    """Fit the recipe to what was known ``lag`` days before an origin, and expect what came after the origin.

    Units' own effects are known up to the origin in any case: a serving model reads them anew. None is returned when
    too little was known.
    """
    known = observations.day <= origin.day - lag
    if known.sum() < len(RATES[observations.table.kind]) * 10:
        return None
    recipe = fit_recipe(observations.where(known), seed, MEMBERS)
    rows = observations.where(origin.after)
    return Test(origin, recipe.expect(rows, observations.where(origin.before)), rows)


def outcomes(rows: Observations) -> FloatArray:
    """Return the observed rates, of a chain each of those who entered it. Shape ``(rates, rows)``."""
    return np.asarray(rows.successes.T / np.maximum(entering(rows), 1.0))


def outcome_log_odds(rows: Observations) -> FloatArray:
    """Return the log odds of the observed rates, finite also where nobody or everybody did it. As ``outcomes``."""
    return log_odds(observed_rate(rows.successes.T, entering(rows)))


def entering(rows: Observations) -> FloatArray:
    """Return how many each rate counts. Shape ``(rates, rows)``."""
    trials = rows.trials[:, :1] if rows.table.kind in CHAINED else rows.trials
    return np.broadcast_to(trials, rows.successes.shape).T


def row_losses(rates: FloatArray, rows: Observations) -> FloatArray:
    """Return the loss of each row: how surprising its outcome was, beyond the least that it could be.

    Relative entropy of the outcome, in trials that count once (see ``USUAL_DISTURBANCE``), mean over the rates.
    """
    share, trials, predicted = outcomes(rows), entering(rows), np.clip(rates, 1e-9, 1.0 - 1e-9)
    usual = observed_rate(rows.successes.T, trials)
    count = trials / (1.0 + trials * usual * (1.0 - usual) * USUAL_DISTURBANCE**2)
    # Nothing is as surprising as itself: 0 log 0 is 0.
    did = share * np.log(np.maximum(share, 1e-300) / predicted)
    did_not = (1.0 - share) * np.log(np.maximum(1.0 - share, 1e-300) / (1.0 - predicted))
    return np.asarray((count * (did + did_not)).mean(axis=0))


def naive_rates(before: Observations, rows: Observations) -> FloatArray:
    """Return what the past says without a model: the mean of the segment or kind, or of the unit itself where known."""
    kind = before.table.kind
    found = np.empty((before.stages, len(rows)))
    groups, mine = before.table.labels[:, 0], rows.table.labels[:, 0]
    whole = _share(before)
    for group in np.unique(mine):
        chosen = before.where(groups == group)
        found[:, mine == group] = (_share(chosen) if len(chosen) else whole)[:, None]
    if kind in HIERARCHICAL:
        recent = before.where(before.day > before.day.max() - OWN_DAYS)
        for unit in np.unique(rows.unit):
            chosen = recent.where(recent.unit == unit)
            if chosen.trials[:, 0].sum() >= OWN_TRIALS:
                found[:, rows.unit == unit] = _share(chosen)[:, None]
    return found


def model_rates(expected: Expectation) -> FloatArray:
    """Return the rates that are expected. Shape ``(rates, rows)``."""
    return probability(expected.mean)


def _share(rows: Observations) -> FloatArray:
    trials = entering(rows).sum(axis=1)
    return np.asarray((rows.successes.sum(axis=0) + 0.5) / (trials + 1.0))


def _unseen(members: Members, observations: Observations) -> FloatArray:
    """Return what is expected of each row by the members that had not drawn its block. Shape ``(stages, rows)``."""
    logits = members.log_odds(observations.table)
    drawn = members.drawn
    outside = np.ones((len(logits), len(observations))) if drawn is None else (drawn == 0).astype(np.float64)
    # A row that every member had drawn takes them all.
    outside[:, outside.sum(axis=0) == 0] = 1.0
    return np.asarray((logits * outside[:, None, :]).sum(axis=0) / outside.sum(axis=0))
