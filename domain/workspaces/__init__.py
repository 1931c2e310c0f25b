"""Workspaces, members, roles, permissions and API keys."""
