"""The tables. Every one but ``workspaces`` carries the workspace that its rows belong to."""

from infra.storage.schema import (
    audiences,
    audit,
    campaigns,
    dashboard,
    insights,
    jobs,
    models,
    outlooks,
    performance,
    rules,
    sessions,
    simulations,
    simulators,
    spend_plans,
    workspaces,
)
from infra.storage.schema.metadata import METADATA

__all__ = [
    "METADATA",
    "audiences",
    "audit",
    "campaigns",
    "dashboard",
    "insights",
    "jobs",
    "models",
    "outlooks",
    "performance",
    "rules",
    "sessions",
    "simulations",
    "simulators",
    "spend_plans",
    "workspaces",
]
