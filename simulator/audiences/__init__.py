"""A year of sends, audience weeks and content days, drawn from probabilities that are known."""
