"""Live events of the simulated marketplace."""
