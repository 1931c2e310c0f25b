"""Who and what the events of the simulated marketplace are about."""
