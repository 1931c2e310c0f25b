"""Profiles of days and forecasts by the hour in the schema."""
