"""The tables. Every one but ``workspaces`` carries the workspace that its rows belong to."""

from infra.storage.schema import audit, campaigns, insights, jobs, simulations, simulators, workspaces
from infra.storage.schema.metadata import METADATA

__all__ = ["METADATA", "audit", "campaigns", "insights", "jobs", "simulations", "simulators", "workspaces"]
