"""Incidents: what a detector thinks is wrong in the marketplace, and how right it is."""
