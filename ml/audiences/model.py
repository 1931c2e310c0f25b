"""A fitted model of audiences as it is kept."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.audiences.features import LABELS
from domain.audiences.model import AudienceKind
from domain.audiences.predictions.model import TrackRecord
from domain.audiences.rates import MODELS, RATES
from domain.forecasting.model import FloatArray
from domain.models.training import Sample
from ml.audiences.backtest import Recipe
from ml.audiences.calibration import Calibration
from ml.audiences.design import Vocabulary
from ml.audiences.members import Members
from ml.audiences.own import Spread
from ml.training.artefact import Artefact, pack, trees_of, unpack

VERSION = "1"
"""Of the recipe; changes whenever the same data could give another model."""


@dataclass(frozen=True, slots=True)
class AudienceModel:
    """A fitted model with what its own past teaches.

    Attributes:
        centre: Mean of each column of the regression in training. Shape ``(stages, columns)``.
        until: Ordinal of the last day whose outcomes it knows.
        judged: A sample of the rows that it was judged on.
    """

    recipe: Recipe
    calibration: Calibration
    centre: FloatArray
    until: int
    judged: Sample

    @property
    def kind(self) -> AudienceKind:
        """What it predicts."""
        return self.recipe.members.kind


def write_model(model: AudienceModel) -> bytes:
    """Return the bytes of a model; the same model has the same bytes."""
    members, calibration = model.recipe.members, model.calibration
    manifest: dict[str, Any] = {
        "model": MODELS[model.kind],
        "version": VERSION,
        "kind": model.kind.value,
        "until": model.until,
        "levels": {name: list(members.words.levels[name]) for name in LABELS[model.kind]},
        "lengths": dict(members.words.lengths),
        "records": [[one.rows, one.held, one.error] for one in calibration.records],
        "members": len(members.trees),
    }
    trees = {
        f"{member}-{stage}": one.model_to_string()
        for member, stages in enumerate(members.trees)
        for stage, one in enumerate(stages)
    }
    arrays = {
        "coefficients": members.coefficients,
        "variance": members.variance,
        "spread": np.array([[one.units, one.rows] for one in model.recipe.spread]),
        "shift": calibration.shift,
        "slope": calibration.slope,
        "width": calibration.width,
        "centre": model.centre,
        "judged_features": model.judged.features,
        "judged_losses": model.judged.losses,
        "judged_units": model.judged.units,
    }
    return pack(Artefact(manifest, trees, arrays))


def read_model(content: bytes) -> AudienceModel:
    """Return the model that ``write_model`` wrote.

    Raises:
        ValueError: The bytes are not those of such a model.
    """
    artefact = unpack(content)
    try:
        return _read(artefact)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("the artefact is not a model of audiences") from error


def _read(artefact: Artefact) -> AudienceModel:
    manifest, arrays = artefact.manifest, artefact.arrays
    if manifest["version"] != VERSION:
        raise ValueError(f"version {manifest['version']} of the model cannot be read; train it again")
    kind = AudienceKind(manifest["kind"])
    words = Vocabulary({name: tuple(values) for name, values in manifest["levels"].items()}, manifest["lengths"])
    stages = range(len(RATES[kind]))
    trees = tuple(
        tuple(trees_of(artefact.trees[f"{member}-{stage}"]) for stage in stages)
        for member in range(manifest["members"])
    )
    members = Members(kind, words, arrays["coefficients"], trees, arrays["variance"])
    spread = tuple(Spread(float(units), float(rows)) for units, rows in arrays["spread"].tolist())
    records = tuple(TrackRecord(int(rows), int(held), float(error)) for rows, held, error in manifest["records"])
    calibration = Calibration(arrays["shift"], arrays["slope"], arrays["width"], records)
    units: NDArray[np.int64] = arrays["judged_units"]
    judged = Sample(arrays["judged_features"], arrays["judged_losses"], units)
    return AudienceModel(Recipe(members, spread), calibration, arrays["centre"], int(manifest["until"]), judged)
