"""Trainers of models that are kept in the registry."""
