"""Forecasts and the ensemble behind them in the schema."""
