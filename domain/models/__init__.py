"""Trained models: how they are made, judged, kept and watched."""
