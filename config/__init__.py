"""Settings from the environment and definitions from JSON, both checked before anything starts."""
