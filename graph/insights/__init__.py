"""Insights in the schema."""
