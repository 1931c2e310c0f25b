"""The services of the domain that resolvers call."""

from dataclasses import dataclass

from domain.audiences.advice.service import AdviceService
from domain.audiences.batches.service import BatchService
from domain.audiences.importing.service import AudienceImportService
from domain.audiences.predictions.service import PredictionService
from domain.campaigns.planning import SpendPlanService
from domain.campaigns.service import CampaignService
from domain.dashboard.service import DashboardService
from domain.demo.moved import MovedCampaigns
from domain.health.service import HealthService
from domain.imports.service import ImportService
from domain.insights.judging import JudgingService
from domain.insights.service import InsightService
from domain.jobs.service import JobService
from domain.metrics.service import MetricService
from domain.models.service import ModelRegistry
from domain.outlook.service import OutlookService
from domain.performance.service import PerformanceService
from domain.ports.workspace_time import WorkspaceTime
from domain.profiles.service import ProfileService
from domain.quality.service import QualityService
from domain.rules.service import RuleService
from domain.simulations.progress import ProgressService
from domain.simulations.service import SimulationService
from domain.simulators.chronicle import Chronicle
from domain.simulators.service import SimulatorService
from domain.workspaces.keys import ApiKeyService
from domain.workspaces.members import MemberService
from domain.workspaces.sessions import SessionService
from graph.cursors import Cursors


@dataclass(frozen=True, slots=True)
class Services:
    """One of each; made once by the composition root. ``cursors`` signs positions in lists."""

    members: MemberService
    keys: ApiKeyService
    sessions: SessionService
    campaigns: CampaignService
    spend_plans: SpendPlanService
    metrics: MetricService
    dashboards: DashboardService
    imports: ImportService
    profiles: ProfileService
    quality: QualityService
    simulations: SimulationService
    progress: ProgressService
    jobs: JobService
    performance: PerformanceService
    outlooks: OutlookService
    models: ModelRegistry
    predictions: PredictionService
    batches: BatchService
    advice: AdviceService
    audience_imports: AudienceImportService
    rules: RuleService
    insights: InsightService
    judging: JudgingService
    simulators: SimulatorService
    chronicle: Chronicle
    moved_campaigns: MovedCampaigns
    time: WorkspaceTime
    health: HealthService
    cursors: Cursors
