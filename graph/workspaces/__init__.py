"""Workspaces, members and API keys in the schema."""
