"""What the walk over the schema needs to know: ids of another workspace's things, and plain values."""

from typing import Any

from domain.simulations.service import job_id
from domain.workspaces.model import Role
from graph.protocol_schema import ProtocolSchema
from tests.fixtures.audiences import a_batch, a_rule
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import Tenant, gid
from tests.graph.tenancy_walk import Walk

VALUES: dict[str, Any] = {
    "horizonDays": 30,
    "content": "date,channel,clicks\n2026-05-01,GOOGLE,5\n",
    "format": "CSV",
    "role": "VIEWER",
    "name": "Watch",
    "metric": "CLICKS",
    "leastChange": 0.1,
    "withinDays": 7,
}
"""What an input needs besides ids to be refused for nothing else."""

INJECT = 'mutation { injectExternalEvent(input: {templateId: "aws-outage"}) { event { id } } }'


async def known(world: LivedInWorld, tenant: Tenant) -> tuple[dict[str, str], dict[str, str]]:
    """Return ids of things of a workspace: by name of an argument, and by type."""
    campaign = world.past.campaigns[tenant.workspace.id]
    simulation = world.past.simulations[tenant.workspace.id]
    owner = tenant.principals[Role.OWNER]
    member = tenant.principals[Role.ANALYST].member_id
    risk, advice = world.past.findings[tenant.workspace.id]
    _, key = await world.product.services.keys.create(owner, "for scripts", Role.VIEWER, None)
    event = await world.ask(INJECT, tenant=tenant)
    job = job_id(simulation, simulation.attempt)
    insight = await world.an_insight(campaign)
    model = await world.a_model(tenant)
    batch = await a_batch(world, tenant)
    rule = await a_rule(world, tenant)
    outlooks = await world.product.services.outlooks.forecast(owner, None, 30)
    nodes = {
        "Campaign": gid("Campaign", campaign.id),
        "Simulation": gid("Simulation", simulation.id),
        "Job": gid("Job", job),
        "Insight": gid("Insight", insight.id),
        "Model": gid("Model", model.id),
        "PredictionBatch": gid("PredictionBatch", batch.id),
        "Rule": gid("Rule", rule.id),
        "Risk": gid("Risk", risk.id),
        "Recommendation": gid("Recommendation", advice.id),
        "Member": gid("Member", member),
        "ApiKey": gid("ApiKey", key.id),
        "Workspace": gid("Workspace", tenant.workspace.id),
        "ExternalEvent": event.data["injectExternalEvent"]["event"]["id"],
    }
    names = {
        "campaignId": nodes["Campaign"],
        "campaignIds": nodes["Campaign"],
        "simulationId": nodes["Simulation"],
        "keyId": nodes["ApiKey"],
        "memberId": nodes["Member"],
        "eventId": nodes["ExternalEvent"],
        "jobId": nodes["Job"],
        "cancelCampaignForecasts(input:).jobId": gid("Job", outlooks),
        "modelId": nodes["Model"],
        "batchId": nodes["PredictionBatch"],
        "ruleId": nodes["Rule"],
    }
    return names, nodes


async def walk_of(world: LivedInWorld, schema: ProtocolSchema, tenant: Tenant) -> Walk:
    names, nodes = await known(world, tenant)
    ids = names | {"id": nodes["Campaign"], "simulation(id:)": nodes["Simulation"]}
    ids |= {"predictionBatch(id:)": nodes["PredictionBatch"], "rule(id:)": nodes["Rule"]}
    return Walk(schema._schema, ids, nodes, VALUES)
