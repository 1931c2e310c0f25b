"""Outlooks in the schema."""
