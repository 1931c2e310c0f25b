"""The simulated marketplace: its streams, scenarios, external events, and the commands that bend it."""
