"""How often things happen in the simulated marketplace, and why."""
