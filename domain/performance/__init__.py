"""How good stored forecasts were, measured when the days that they spoke of have come."""
