"""Predicts cases with a trained model."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from domain.audiences.cases import AudienceCase, Case, ContentCase, EmailCase, content_cases
from domain.audiences.features import table_of
from domain.audiences.model import AudienceKind
from domain.audiences.predictions.model import Driver, Forecast, RateForecast
from domain.audiences.rates import HORIZONS, RATES, Rate
from domain.forecasting.model import FloatArray
from domain.ports.audiences import AudienceModels, LoadedModel
from ml.audiences.drivers import OWN, rate_drivers, stage_drivers
from ml.audiences.expectation import expect, member_variance
from ml.audiences.horizons import over_horizon, periods, shares, unfold
from ml.audiences.model import AudienceModel, read_model
from ml.audiences.observations import probability
from ml.audiences.own import OwnEffect, own_effect


class BoostedAudienceModels(AudienceModels):
    """Reads the models that ``ml.audiences.trainer`` makes."""

    def load(self, kind: AudienceKind, artefact: bytes) -> LoadedModel:
        """Return the model."""
        model = read_model(artefact)
        if model.kind is not kind:
            raise ValueError(f"this is a model of {model.kind}, not of {kind}")
        return LoadedAudienceModel(model)


class LoadedAudienceModel(LoadedModel):
    """A trained model, ready to predict."""

    def __init__(self, model: AudienceModel) -> None:
        self._model = model
        self._records = model.calibration.records

    def forecast(self, cases: Sequence[object], *, explained: bool) -> list[Forecast]:
        """Predict cases of the model's kind."""
        known = cast("Sequence[Case]", cases)
        if not known:
            return []
        model, kind = self._model, self._model.kind
        table = table_of(kind, unfold(known))
        stages = model.recipe.members.log_odds(table)
        length = periods(kind)
        effects = [self._own(case) for case in known] if kind is AudienceKind.CONTENT else []
        unknown = np.zeros(stages.shape[1:])
        for place, own in enumerate(effects):
            mine = slice(place * length, (place + 1) * length)
            for stage, effect in enumerate(own):
                stages[:, stage, mine] += effect.mean[:, None]
                unknown[stage, mine] = effect.variance
        trials = np.repeat(np.stack([_trials(case) for case in known], axis=1), length, axis=1)
        disturbance = np.array([one.rows for one in model.recipe.spread])
        expected = expect(kind, stages, unknown, disturbance, trials)
        logits = model.calibration.apply(expected.logits)
        if kind is AudienceKind.EMAIL:
            # Calibrating rates one by one must not let more people click than open.
            logits = np.minimum.accumulate(logits, axis=1)
        shape = (len(known), length)
        drivers = self._drivers(known, stages.mean(axis=0), effects) if explained else [{} for _ in known]
        counting = expected.chance if kind is AudienceKind.EMAIL else None
        return [
            Forecast(
                kind,
                self._rates(
                    logits.reshape(*logits.shape[:2], *shape)[:, :, place],
                    expected.unknown.reshape(-1, *shape)[:, place, 0],
                    trials.reshape(-1, *shape)[:, place, 0],
                    None if counting is None else counting[:, place],
                ),
                drivers[place],
            )
            for place in range(len(known))
        ]

    def _rates(
        self, logits: FloatArray, unknown: FloatArray, trials: FloatArray, chance: FloatArray | None
    ) -> tuple[RateForecast, ...]:
        """Return the rates of one case: ``logits`` of shape ``(members, rates, periods)``, others ``(rates,)``."""
        kind, found = self._model.kind, []
        for horizon in HORIZONS[kind]:
            share = shares(kind, horizon)
            for place, rate in enumerate(RATES[kind]):
                if (kind, rate, horizon) == (AudienceKind.AUDIENCE, Rate.ENGAGEMENT_RATE, 1):
                    # It is counted by the week: how many engage in a day of it is not observed.
                    continue
                members = over_horizon(rate, logits[:, place], share)
                noise = self._noise(place, members, float(trials[place]), share) if chance is None else chance[place]
                found.append(self._rate(rate, horizon, members, float(unknown[place]), float(noise)))
        return tuple(found)

    def _noise(self, place: int, members: FloatArray, trials: float, share: FloatArray) -> float:
        """Return the variance of the observed log odds over a horizon that nobody can know before."""
        rate = float(probability(members.mean(axis=0)))
        whole = float(share.sum())
        # Of an audience's churn each member counts once; other trials come anew in each period.
        count = trials * (1.0 if RATES[self._model.kind][place] is Rate.CHURN_RATE else whole)
        return self._model.recipe.spread[place].rows / max(whole, 1.0) + 1.0 / max(count * rate * (1.0 - rate), 1e-9)

    def _rate(self, rate: Rate, horizon: int | None, members: FloatArray, unknown: float, noise: float) -> RateForecast:
        place = RATES[self._model.kind].index(rate)
        mean = float(members.mean())
        spread = float(np.sqrt(member_variance(members[:, None])[0] + unknown + noise))
        reach = float(self._model.calibration.width[place]) * spread
        low, expected, high = probability(np.array([mean - reach, mean, mean + reach])).tolist()
        return RateForecast(rate, horizon, expected, low, high, members, unknown, self._records[place])

    def _own(self, case: Case) -> list[OwnEffect]:
        """Return what is known of a piece of content itself."""
        model = self._model
        past = case.past if isinstance(case, ContentCase) else ()
        members = len(model.recipe.members.trees)
        if not past or not isinstance(case, ContentCase):
            return [OwnEffect(np.zeros(members), one.units) for one in model.recipe.spread]
        logits = model.recipe.members.log_odds(table_of(model.kind, content_cases([case.piece], past)))
        shown = np.array([one.impressions for one in past], dtype=np.float64)
        did = ([one.engagements for one in past], [one.conversions for one in past])
        return [
            own_effect(logits[:, stage], np.array(did[stage], dtype=np.float64), shown, one)
            for stage, one in enumerate(model.recipe.spread)
        ]

    def _drivers(
        self, cases: Sequence[Case], logits: FloatArray, effects: Sequence[Sequence[OwnEffect]]
    ) -> list[Mapping[Rate, tuple[Driver, ...]]]:
        model, rates = self._model, RATES[self._model.kind]
        stages = dict(stage_drivers(model.recipe.members, model.centre, table_of(model.kind, cases)))
        if effects:
            stages[OWN] = np.array([[own[stage].mean.mean() for own in effects] for stage in range(len(rates))])
        found = rate_drivers(stages, model.recipe.members, logits[:, :: periods(model.kind)])
        slope = model.calibration.slope
        return [
            {
                rate: tuple(
                    sorted(
                        (
                            Driver(name, float(slope[place] * values[place, number]))
                            for name, values in found.items()
                            if abs(values[place, number]) > 1e-6
                        ),
                        key=lambda one: -abs(one.effect),
                    )
                )
                for place, rate in enumerate(rates)
            }
            for number in range(len(cases))
        ]


def _trials(case: Case) -> FloatArray:
    """Return how many each rate will count in a period."""
    if isinstance(case, EmailCase):
        delivered = case.health.size * (1.0 - case.health.bounce_share)
        return np.full(3, max(delivered, 1.0))
    if isinstance(case, AudienceCase):
        # Exposures fall on members at random (Poisson): so many get at least one.
        reached = case.members * -np.expm1(-case.frequency)
        return np.array([max(float(reached), 1.0), max(float(case.members), 1.0)])
    return np.full(2, max(float(case.impressions), 1.0), dtype=np.float64)
