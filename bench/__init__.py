"""Benchmarks that print figures and ratios; nothing here decides whether a test passes."""
