"""Signals by topic, within one process or between several."""
