"""Observed metrics in the schema."""
