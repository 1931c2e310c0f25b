"""How a day's metrics are spread over its hours."""
