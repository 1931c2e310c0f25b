"""Forecast scenarios of one campaign: what a good, a usual and a bad course look like."""
