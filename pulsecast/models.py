"""Trained models put together: which there are, and who trains, keeps and serves them."""

from dataclasses import dataclass

from domain.jobs.recording import JobBook, RecordedHandler
from domain.models.handler import TrainingHandler
from domain.models.panels import PanelSource
from domain.models.recipe import Recipe, Recipes
from domain.models.schedule import DailyTraining
from domain.models.service import ModelRegistry
from domain.models.serving import Champions
from domain.models.work import Workshop
from domain.ports.clock import Clock, Ids
from domain.ports.forecasting import Compute
from domain.ports.jobs import JobHandler, Jobs
from domain.ports.models import ModelArtefacts
from domain.ports.unit_of_work import OpenUnitOfWork
from ml.drift import PermutationMonitor
from ml.training.forecaster import ForecasterTrainer
from pulsecast.audiences import audience_recipes


def product_recipes() -> Recipes:
    """Return the models that every workspace can have."""
    recipes = (Recipe(PanelSource(), ForecasterTrainer()), *audience_recipes())
    return {recipe.name: recipe for recipe in recipes}


@dataclass(frozen=True, slots=True)
class ModelParts:
    """What the product needs of trained models."""

    registry: ModelRegistry
    champions: Champions
    handler: JobHandler
    daily: DailyTraining


def compose_models(shop: Workshop, recipes: Recipes, jobs: Jobs, book: JobBook, hour: int | None) -> ModelParts:
    """Put the parts together; ``hour`` is that of the daily trainings."""
    return ModelParts(
        ModelRegistry(shop.open, jobs, recipes, shop.clock, shop.ids),
        shop.champions,
        RecordedHandler(TrainingHandler(shop, recipes, book), book),
        DailyTraining(shop.open, jobs, recipes, shop.clock, hour),
    )


def workshop(storage: OpenUnitOfWork, compute: Compute, artefacts: ModelArtefacts, clock: Clock, ids: Ids) -> Workshop:
    """Put together what every training needs."""
    return Workshop(storage, compute, artefacts, Champions(storage, artefacts), PermutationMonitor(), clock, ids)
