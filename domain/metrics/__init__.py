"""Observed campaign metrics: points, series, derived ratios."""
