"""Imports of metrics in the schema."""
