"""Secrets: making, recognising and never keeping them."""
