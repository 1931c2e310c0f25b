"""Adapters: each fulfils a port of the domain with a real thing, and turns its failures into domain errors."""
