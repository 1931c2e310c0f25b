"""Series, quantile forecasts and backtests: the words that models and the ensemble share."""
