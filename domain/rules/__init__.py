"""Rules over metrics and forecasts, and what they would have found in the past."""
