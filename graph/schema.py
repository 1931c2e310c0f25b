"""The schema: every capability's fields, put together."""

import strawberry

from graph.audiences.mutations import AudienceMutations
from graph.audiences.queries import AudienceQueries
from graph.campaigns.mutations import CampaignMutations
from graph.campaigns.planning import SpendPlanMutations
from graph.campaigns.queries import CampaignQueries
from graph.dashboard.queries import DashboardQueries
from graph.imports.mutations import ImportMutations
from graph.insights.queries import InsightQueries
from graph.insights.subscriptions import InsightSubscriptions
from graph.jobs.queries import JobQueries
from graph.jobs.subscriptions import JobSubscriptions
from graph.limits.limits import Limits
from graph.marketplace.definition_types import ExternalEventNode
from graph.marketplace.editing import SimulatorEditing
from graph.marketplace.mutations import SimulatorMutations
from graph.marketplace.queries import SimulatorQueries
from graph.marketplace.subscriptions import SimulatorSubscriptions
from graph.models.mutations import ModelMutations
from graph.models.queries import ModelQueries
from graph.node_query import NodeQuery
from graph.outlook.mutations import OutlookMutations
from graph.performance.queries import PerformanceQueries
from graph.protocol_schema import ProtocolSchema
from graph.recommendations.types import RecommendationType
from graph.risk.types import RiskType
from graph.rules.mutations import RuleMutations
from graph.rules.queries import RuleQueries
from graph.simulations.mutations import SimulationMutations
from graph.simulations.queries import SimulationQueries
from graph.simulations.subscriptions import SimulationSubscriptions
from graph.streams.subscriptions import StreamSubscriptions
from graph.system.queries import SystemQueries
from graph.workspaces.mutations import WorkspaceMutations
from graph.workspaces.queries import WorkspaceQueries
from graph.workspaces.sessions import SessionMutations
from graph.workspaces.types import ApiKeyType, MemberType


@strawberry.type(description="Everything that can be read.")
class Query(
    WorkspaceQueries,
    CampaignQueries,
    DashboardQueries,
    SimulationQueries,
    PerformanceQueries,
    AudienceQueries,
    RuleQueries,
    InsightQueries,
    JobQueries,
    ModelQueries,
    SimulatorQueries,
    NodeQuery,
    SystemQueries,
):
    """The fields of every capability."""


@strawberry.type(
    description="Everything that can be changed. Each mutation takes one input, but for `stopScenario`, "
    "`resetSimulator` and `signOut`, which need to be told nothing, and answers with a payload whose errors "
    "are empty on success; with errors nothing was changed."
)
class Mutation(
    CampaignMutations,
    SpendPlanMutations,
    ImportMutations,
    SimulationMutations,
    ModelMutations,
    OutlookMutations,
    AudienceMutations,
    RuleMutations,
    WorkspaceMutations,
    SessionMutations,
    SimulatorMutations,
    SimulatorEditing,
):
    """The fields of every capability."""


@strawberry.type(description="Everything that can be followed live.")
class Subscription(
    SimulationSubscriptions, InsightSubscriptions, JobSubscriptions, StreamSubscriptions, SimulatorSubscriptions
):
    """The fields of every capability."""


def create_schema(limits: Limits | None = None) -> ProtocolSchema:
    """Build the schema; it is costly, so build it once."""
    nodes = (RiskType, RecommendationType, MemberType, ApiKeyType, ExternalEventNode)
    return ProtocolSchema(Query, Mutation, Subscription, types=nodes, limits=limits)
