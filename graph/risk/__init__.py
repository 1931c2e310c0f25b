"""Risks in the schema."""
