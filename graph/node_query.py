"""Looking anything up by its id."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import strawberry

from graph.arguments import NodeId
from graph.audiences.types import PredictionBatchType
from graph.campaigns.types import CampaignType
from graph.information import Context, Info
from graph.insights.types import InsightType
from graph.jobs.types import JobType
from graph.marketplace.definition_types import ExternalEventNode
from graph.models.types import ModelType
from graph.node import Node
from graph.node_ids import decode_node_id
from graph.recommendations.types import RecommendationType
from graph.risk.types import RiskType
from graph.rules.types import RuleType
from graph.simulations.types import SimulationType
from graph.workspaces.types import ApiKeyType, MemberType, WorkspaceType


async def _campaign(context: Context, identity: UUID) -> Node | None:
    found = await context.services.campaigns.get(context.viewer, identity)
    return None if found is None else CampaignType.of(found)


async def _simulation(context: Context, identity: UUID) -> Node | None:
    found = await context.services.simulations.get(context.viewer, identity)
    return None if found is None else SimulationType.of(found)


async def _risk(context: Context, identity: UUID) -> Node | None:
    found = await context.services.simulations.risk(context.viewer, identity)
    return None if found is None else RiskType.of(found)


async def _recommendation(context: Context, identity: UUID) -> Node | None:
    found = await context.services.simulations.recommendation(context.viewer, identity)
    return None if found is None else RecommendationType.of(found)


async def _member(context: Context, identity: UUID) -> Node | None:
    found = await context.services.members.get(context.viewer, identity)
    return None if found is None else MemberType.of(found)


async def _api_key(context: Context, identity: UUID) -> Node | None:
    found = await context.services.keys.get(context.viewer, identity)
    return None if found is None else ApiKeyType.of(found)


async def _workspace(context: Context, identity: UUID) -> Node | None:
    if identity != context.viewer.workspace_id:
        return None
    return WorkspaceType.of(await context.services.members.workspace(context.viewer))


async def _insight(context: Context, identity: UUID) -> Node | None:
    found = await context.services.insights.get(context.viewer, identity)
    return None if found is None else InsightType.of(found)


async def _job(context: Context, identity: UUID) -> Node | None:
    found = await context.services.jobs.get(context.viewer, identity)
    return None if found is None else JobType.of(found)


async def _rule(context: Context, identity: UUID) -> Node | None:
    found = await context.services.rules.get(context.viewer, identity)
    return None if found is None else RuleType.of(found)


async def _prediction_batch(context: Context, identity: UUID) -> Node | None:
    found = await context.services.batches.get(context.viewer, identity)
    return None if found is None else PredictionBatchType.of(found)


async def _model(context: Context, identity: UUID) -> Node | None:
    found = await context.services.models.get(context.viewer, identity)
    return None if found is None else ModelType.of(found)


async def _external_event(context: Context, identity: UUID) -> Node | None:
    found = context.services.chronicle.event(context.viewer, identity)
    return None if found is None else ExternalEventNode.of(found)


NODES: dict[str, Callable[[Context, UUID], Awaitable[Node | None]]] = {
    "Campaign": _campaign,
    "Simulation": _simulation,
    "Insight": _insight,
    "Job": _job,
    "Model": _model,
    "PredictionBatch": _prediction_batch,
    "Rule": _rule,
    "Risk": _risk,
    "Recommendation": _recommendation,
    "Member": _member,
    "ApiKey": _api_key,
    "Workspace": _workspace,
    "ExternalEvent": _external_event,
}
"""How each type with an id is looked up."""


@strawberry.type
class NodeQuery:
    """Field of Query."""

    @strawberry.field(description="Anything by its id; null when the workspace has no such thing.")
    async def node(self, info: Info, id: NodeId) -> Node | None:
        """Look it up by the type that its id names."""
        viewer, decoded = info.context.viewer, decode_node_id(id)
        if viewer is None or decoded is None or decoded[0] not in NODES:
            return None
        return await NODES[decoded[0]](info.context, decoded[1])
