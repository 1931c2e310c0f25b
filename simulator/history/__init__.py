"""The past of the simulated marketplace: block counts and the events of its baseline."""
