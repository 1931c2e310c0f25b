"""Forecast scenarios in the schema."""
