"""What jobs are about."""

import strawberry

from domain.audiences.batches.model import PredictionBatch
from domain.campaigns.model import Campaign
from domain.jobs.model import JobKind, JobRecord
from domain.models.model import ModelVersion
from domain.models.recipe import version_id_of
from domain.simulations.model import Simulation
from domain.workspaces.model import Workspace
from graph.audiences.loaders import batch_loader
from graph.audiences.types import PredictionBatchType
from graph.campaigns.loaders import campaign_loader
from graph.campaigns.types import CampaignType
from graph.information import Info
from graph.models.loaders import model_loader
from graph.models.types import ModelType
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.simulations.loaders import simulation_loader
from graph.simulations.types import SimulationType
from graph.workspaces.loaders import workspace_loader
from graph.workspaces.types import WorkspaceType

Subject = Simulation | ModelVersion | PredictionBatch | Workspace | Campaign

_TYPES = {
    JobKind.SIMULATION: "Simulation",
    JobKind.BACKTEST: "Campaign",
    JobKind.TRAINING: "Model",
    JobKind.PREDICTION: "PredictionBatch",
    JobKind.OUTLOOK: "Workspace",
}


def subject_node_id(record: JobRecord) -> strawberry.ID:
    """Return the id of what a job is about; a training is about the version that it makes."""
    training = record.kind is JobKind.TRAINING
    return strawberry.ID(
        encode_node_id(_TYPES[record.kind], version_id_of(record.id) if training else record.subject_id)
    )


async def read_subject(info: Info, record: JobRecord) -> Subject | None:
    """Read what a job is about through a loader; none when it was deleted, or a training made nothing new."""
    if record.kind is JobKind.SIMULATION:
        return await info.context.loader(simulation_loader).load(record.subject_id)
    if record.kind is JobKind.TRAINING:
        return await info.context.loader(model_loader).load(version_id_of(record.id))
    if record.kind is JobKind.PREDICTION:
        return await info.context.loader(batch_loader).load(record.subject_id)
    if record.kind is JobKind.OUTLOOK:
        return await info.context.loader(workspace_loader).load(record.subject_id)
    return await info.context.loader(campaign_loader).load(record.subject_id)


def node_of(subject: Subject | None) -> Node | None:
    """Translate what a job is about."""
    match subject:
        case Simulation():
            return SimulationType.of(subject)
        case ModelVersion():
            return ModelType.of(subject)
        case PredictionBatch():
            return PredictionBatchType.of(subject)
        case Workspace():
            return WorkspaceType.of(subject)
        case Campaign():
            return CampaignType.of(subject)
    return None
