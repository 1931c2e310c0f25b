"""The services of the domain that resolvers call."""

from dataclasses import dataclass

from domain.campaigns.service import CampaignService
from domain.health.service import HealthService
from domain.imports.service import ImportService
from domain.insights.service import InsightService
from domain.jobs.service import JobService
from domain.metrics.service import MetricService
from domain.ports.workspace_time import WorkspaceTime
from domain.quality.service import QualityService
from domain.simulations.progress import ProgressService
from domain.simulations.service import SimulationService
from domain.simulators.chronicle import Chronicle
from domain.simulators.service import SimulatorService
from domain.workspaces.keys import ApiKeyService
from domain.workspaces.members import MemberService
from graph.cursors import Cursors


@dataclass(frozen=True, slots=True)
class Services:
    """One of each; made once by the composition root. ``cursors`` signs positions in lists."""

    members: MemberService
    keys: ApiKeyService
    campaigns: CampaignService
    metrics: MetricService
    imports: ImportService
    quality: QualityService
    simulations: SimulationService
    progress: ProgressService
    jobs: JobService
    insights: InsightService
    simulators: SimulatorService
    chronicle: Chronicle
    time: WorkspaceTime
    health: HealthService
    cursors: Cursors
