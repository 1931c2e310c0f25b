"""The forecaster of campaigns: boosted trees over all series of a workspace."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from domain.forecasting.model import MEDIAN
from domain.forecasting.scores import daily_pinball
from domain.models.model import OriginLoss
from domain.models.training import Fitted, Incumbent, Sample, TrainingSet, Watch
from domain.ports.models import Trainer
from ml.bands import LEVELS
from ml.explanation import contributions
from ml.features import IntArray
from ml.history import WEEK
from ml.rows import FIRST_ORIGIN, Rows
from ml.training.artefact import Artefact, pack
from ml.training.global_trees import NAME, VERSION, VINTAGES, GlobalTrees, Kept, name_of
from ml.training.panel_rows import FEATURES, LAST_WEEK, PanelRows, watched_columns

LEAST_OBSERVATIONS = 60
"""Below, a prior over peers is the better forecast."""

LEAST_ROWS = 60
"""Rows to learn from, below which trees are noise."""

ORIGINS, SPACING, JUDGED = 5, WEEK, 14
"""Rolling origins, days between them, and days ahead that are judged from each."""

LEAST_DAYS = FIRST_ORIGIN + JUDGED + 4 * WEEK
"""Days of history that give three origins with two weeks to learn from before the first."""

WATCHED_DAYS = 28
"""Days that a sample for drift spans at most."""

MOST_ROWS, MOST_SAMPLED = 20_000, 4_000
"""Rows that are learnt from, and that are kept as the sample for drift."""


@dataclass(frozen=True, slots=True)
class ForecasterTrainer(Trainer):
    """Trains the forecaster of campaigns.

    Attributes:
        most_rows: Rows that are learnt from; more are drawn from.
    """

    most_rows: int = MOST_ROWS

    @property
    def name(self) -> str:
        """Return the name of the model."""
        return NAME

    @property
    def version(self) -> str:
        """Return the version of this code."""
        return VERSION

    @property
    def description(self) -> str:
        """Say what it predicts."""
        return "Daily metrics of all campaigns, up to 30 days ahead, by boosted trees that learn from all of them."

    def shortfall(self, training: TrainingSet) -> str | None:
        """Say what is missing for a training."""
        if training.observations < LEAST_OBSERVATIONS:
            return (
                f"The workspace has {training.observations} observed values and a model takes {LEAST_OBSERVATIONS}; "
                "until then forecasts rest on the other members and on what is known of like campaigns."
            )
        days = int(np.max(training.columns["lengths"], initial=0))
        if days < LEAST_DAYS:
            return (
                f"The longest series has {days} days; it takes {LEAST_DAYS} to judge a model on three rolling origins."
            )
        return None

    def fit(self, training: TrainingSet, seed: int) -> Fitted:
        """Fit to all of the data; what was judged without hindsight goes along as the sample for drift."""
        rows = PanelRows.of_training(training)
        vintages = self._vintages(rows, seed)
        latest = vintages[0]
        sample = self._sample(rows, seed)
        learnt = rows.learnt(rows.table.days - 1, self.most_rows, np.random.default_rng(seed))
        explained = rows.features(_some(learnt, MOST_SAMPLED, seed), latest.groups)
        loss = sample.losses.mean() if len(sample.losses) else np.nan
        artefact = Artefact(
            {"model": NAME, "version": VERSION, "features": list(FEATURES), "groups": list(latest.groups),
             "until": training.until.isoformat(), "seed": seed, "vintages": list(vintages)},
            {name_of(part, vintage): trees.model_to_string()
             for vintage, found in vintages.items() for part, trees in found.trees.parts.items()},
            {"features": sample.features, "losses": sample.losses, "units": sample.units},
        )  # fmt: skip
        return Fitted(
            pack(artefact),
            contributions(latest.trees.median, explained, FEATURES).shares(),
            {"rows": float(len(learnt.series)), **({"pinball": float(loss)} if np.isfinite(loss) else {})},
        )

    def losses(self, training: TrainingSet, seed: int, incumbent: Incumbent | None) -> tuple[OriginLoss, ...]:
        """Hold the recipe against the past; losses are pinball losses of scale-free log values.

        The baseline repeats the last week, with the quantiles of its own past errors as bands.
        """
        rows = PanelRows.of_training(training)
        found = [self._at_origin(rows, training.until, origin, seed, incumbent) for origin in _origins(rows.table.days)]
        return tuple(one for one in found if one is not None)

    def watch(self, artefact: bytes, now: TrainingSet) -> Watch:
        """Return the sample of an artefact and the days that came since, at most the last 28."""
        kept = Kept.read(artefact)
        rows = PanelRows.of_training(now)
        since = (now.until - kept.until).days
        last = rows.table.days - 1
        asked = rows.watched(last - min(since, WATCHED_DAYS), last) if since > 0 else rows.watched(last, last)
        columns, names, categorical = watched_columns()
        arrays = kept.artefact.arrays
        trained = Sample(arrays["features"], arrays["losses"], arrays["units"])
        return Watch(names, categorical, trained, _judged(rows, asked, kept.latest(), columns))

    def _vintages(self, rows: PanelRows, seed: int) -> dict[int, GlobalTrees]:
        """Return trees by the days before the end of which they know; the latest, and older ones that data suffice for.

        All of them know the same groups, so that a number means one group in the whole artefact.
        """
        found = {}
        for vintage in VINTAGES:
            learnt = rows.learnt(rows.table.days - 1 - vintage, self.most_rows, np.random.default_rng(seed))
            if len(learnt.series) >= LEAST_ROWS or not vintage:
                found[vintage] = GlobalTrees.fit(rows, learnt, seed)
        return found

    def _at_origin(
        self, rows: PanelRows, until: date, origin: int, seed: int, incumbent: Incumbent | None
    ) -> OriginLoss | None:
        day = until - timedelta(days=rows.table.days - 1 - origin)
        judged = rows.judged(origin, JUDGED)
        learnt = rows.learnt(origin, self.most_rows, np.random.default_rng(seed))
        if len(learnt.series) < LEAST_ROWS or not len(judged.series):
            return None
        challenger = _loss(rows, judged, GlobalTrees.fit(rows, learnt, seed))
        champion, hindsight = self._champion(rows, judged, day, until, seed, incumbent, challenger)
        return OriginLoss(day, len(judged.series), challenger, _naive(rows, judged, learnt), champion, hindsight)

    def _champion(
        self,
        rows: PanelRows,
        judged: Rows,
        day: date,
        until: date,
        seed: int,
        incumbent: Incumbent | None,
        challenger: float,
    ) -> tuple[float | None, bool]:
        """Return the loss of the champion, and whether it had seen the outcomes."""
        if incumbent is None:
            return None, False
        if incumbent.code_version != VERSION:
            return _loss_of_artefact(rows, judged, incumbent.artefact), day < incumbent.until
        age = (until - incumbent.until).days
        if age <= 0:
            return challenger, False
        origin = int(judged.origin[0])
        older = rows.learnt(origin - age, self.most_rows, np.random.default_rng(seed))
        if len(older.series) < LEAST_ROWS:
            return None, False
        return _loss(rows, judged, GlobalTrees.fit(rows, older, seed)), False

    def _sample(self, rows: PanelRows, seed: int) -> Sample:
        """Return rows of the last days, judged by trees that had not seen them."""
        last = rows.table.days - 1
        cut = last - min(WATCHED_DAYS, rows.table.days // 4)
        columns, _, _ = watched_columns()
        learnt = rows.learnt(cut, self.most_rows, np.random.default_rng(seed))
        asked = _some(rows.watched(cut, last), MOST_SAMPLED, seed)
        if len(learnt.series) < LEAST_ROWS or not len(asked.series):
            return Sample(np.empty((0, len(columns))), np.empty(0), np.empty(0, dtype=np.int64))
        return _judged(rows, asked, GlobalTrees.fit(rows, learnt, seed), columns)


def _origins(days: int) -> list[int]:
    """Return the days that are forecast from, oldest first, the last one with all judged days after it."""
    origins = [days - 1 - JUDGED - SPACING * back for back in range(ORIGINS)]
    return [origin for origin in reversed(origins) if origin >= FIRST_ORIGIN + WEEK]


def _judged(rows: PanelRows, asked: Rows, trees: GlobalTrees, columns: IntArray) -> Sample:
    if not len(asked.series):
        return Sample(np.empty((0, len(columns))), np.empty(0), np.empty(0, dtype=np.int64))
    features = rows.features(asked, trees.groups)
    losses = daily_pinball(rows.targets(asked), trees.trees.quantiles(features))
    return Sample(features[:, columns], losses, rows.units[asked.series])


def _loss(rows: PanelRows, asked: Rows, trees: GlobalTrees) -> float:
    return float(daily_pinball(rows.targets(asked), trees.quantiles(rows, asked)).mean())


def _loss_of_artefact(rows: PanelRows, asked: Rows, content: bytes) -> float | None:
    try:
        trees = Kept.read(content).latest()
    except (ValueError, KeyError):
        return None
    return _loss(rows, asked, trees)


def _naive(rows: PanelRows, asked: Rows, learnt: Rows) -> float:
    """Return the loss of repeating the last week; its bands are its past errors as many weeks ahead."""
    groups: tuple[str, ...] = ()
    past = rows.targets(learnt) - rows.features(learnt, groups)[:, LAST_WEEK]
    weeks, ahead = -(-learnt.ahead // WEEK), -(-asked.ahead // WEEK)
    centre = rows.features(asked, groups)[:, LAST_WEEK]
    spread = np.zeros((len(centre), len(LEVELS)))
    for week in np.unique(ahead):
        errors = past[(weeks == week) & ~np.isnan(past)]
        if len(errors):
            quantiles = np.quantile(errors, LEVELS)
            spread[ahead == week] = quantiles - quantiles[MEDIAN]
    return float(np.nanmean(daily_pinball(rows.targets(asked), centre[:, None] + spread)))


def _some(asked: Rows, most: int, seed: int) -> Rows:
    if len(asked.series) <= most:
        return asked
    chosen = np.sort(np.random.default_rng(seed).choice(len(asked.series), most, replace=False))
    return asked.where(chosen)
