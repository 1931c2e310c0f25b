"""Detectors that watch streams."""
