"""Daily metrics of campaigns, generated from their definitions."""
