"""Simulator scenarios: what happens to which streams, for how long, and how it fades."""
