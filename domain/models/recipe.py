"""The models that a workspace can have: where the data of each come from, and who trains it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from domain.ports.models import Trainer, TrainingSource

SEED = 7
"""Of every training: luck decides nothing, and the same data give the same model."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one model is made."""

    source: TrainingSource
    trainer: Trainer

    @property
    def name(self) -> str:
        """Return the name of the model."""
        return self.trainer.name


Recipes = Mapping[str, Recipe]
"""By the name of the model."""


def subject_of(workspace_id: UUID, name: str) -> UUID:
    """Return what jobs that train a model of a workspace are about; it follows from both."""
    return uuid5(workspace_id, f"model {name}")


def daily_job_id(workspace_id: UUID, name: str, day: date) -> UUID:
    """Return the id of the job that trains a model on a day; whoever asks for it asks for the same job."""
    return uuid5(subject_of(workspace_id, name), day.isoformat())


def version_id_of(job_id: UUID) -> UUID:
    """Return the id of the version that a training job makes, if it makes one."""
    return uuid5(job_id, "version")
