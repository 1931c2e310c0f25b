"""Streams in the schema: their catalogue, their events, and following them live."""
