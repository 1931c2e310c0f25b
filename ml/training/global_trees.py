"""One model for all series of a workspace, and what it would have been some weeks ago."""

import zlib
from dataclasses import dataclass
from datetime import date

import numpy as np

from domain.forecasting.model import FloatArray, Panel
from ml.backtest import LONGEST_HORIZON, MOST_ORIGINS, SPACING
from ml.bands import LEVELS
from ml.rows import Rows, future_rows
from ml.training.artefact import Artefact, trees_of, unpack
from ml.training.panel_rows import CATEGORIES, FEATURES, PanelRows
from ml.trees import PARTS, SpreadTrees

NAME = "campaign_forecaster"

VERSION = f"2.{zlib.crc32(','.join(FEATURES).encode()):08x}"
"""Other features make another model of the same data; a change of what one of them means raises the first number."""

VINTAGES: tuple[int, ...] = (0, 7, 14, 21, *(LONGEST_HORIZON + SPACING * back for back in range(MOST_ORIGINS)))
"""Days before its end that an artefact keeps trees of which had not seen what came since. The latest forecast; the
others say what a campaign's backtest needs to know: how this model would have done from each of its origins."""


@dataclass(frozen=True, slots=True)
class GlobalTrees:
    """Trees over all series of a workspace.

    Attributes:
        trees: For the median and the spread.
        groups: Names of groups by their number.
    """

    trees: SpreadTrees
    groups: tuple[str, ...]

    @classmethod
    def fit(cls, rows: PanelRows, learnt: Rows, seed: int) -> "GlobalTrees":
        """Learn from rows whose outcome is known."""
        groups = tuple(sorted(set(rows.groups)))
        features, target = rows.features(learnt, groups), rows.targets(learnt)
        return cls(SpreadTrees.fit(features, target, names=FEATURES, categorical=CATEGORIES, seed=seed), groups)

    def quantiles(self, rows: PanelRows, asked: Rows) -> FloatArray:
        """Return quantiles in scale-free log terms. Shape ``(rows, len(QUANTILES))``."""
        return self.trees.quantiles(rows.features(asked, self.groups))

    def forecast(self, panel: Panel, horizon: int) -> FloatArray:
        """Forecast every series of a panel, each observed at least once, from the last day of the panel.

        Returns:
            Quantiles in the unit of each series. Shape ``(series, horizon, len(QUANTILES))``.
        """
        rows = PanelRows.of(panel, horizon)
        asked = future_rows(rows.table, horizon)
        said = self.quantiles(rows, asked)
        restored = np.stack([rows.table.restore(column, asked.series, asked.origin) for column in said.T], axis=1)
        return restored.reshape(len(rows.table.keys), horizon, len(LEVELS))


@dataclass(frozen=True, slots=True)
class Kept:
    """A trained model as it was kept.

    Attributes:
        until: Last day of which the latest trees had seen an outcome.
        artefact: What was kept.
    """

    until: date
    artefact: Artefact

    @classmethod
    def read(cls, content: bytes) -> "Kept":
        """Read the bytes of a model.

        Raises:
            ValueError: They are none, or the product's features are others by now.
        """
        artefact = unpack(content)
        if artefact.manifest.get("model") != NAME or artefact.manifest.get("features") != list(FEATURES):
            raise ValueError("this artefact was made from other features")
        return cls(date.fromisoformat(artefact.manifest["until"]), artefact)

    def as_of(self, day: date) -> GlobalTrees | None:
        """Return the latest trees that had seen nothing after a day, none when all had."""
        age = (self.until - day).days
        fit = [vintage for vintage in self.artefact.manifest["vintages"] if vintage >= age]
        if not fit:
            return None
        trees = {part: trees_of(self.artefact.trees[name_of(part, min(fit))]) for part in PARTS}
        return GlobalTrees(SpreadTrees(**trees), tuple(self.artefact.manifest["groups"]))

    def latest(self) -> GlobalTrees:
        """Return the trees that had seen all there was."""
        trees = self.as_of(self.until)
        if trees is None:
            raise ValueError("this artefact holds no trees")
        return trees


def name_of(part: str, vintage: int) -> str:
    """Name the text of a part of the trees of a vintage."""
    return f"{part}_{vintage:02d}"
