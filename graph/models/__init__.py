"""Trained models in the schema."""
