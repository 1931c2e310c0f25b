"""What the events of the simulated marketplace say."""
