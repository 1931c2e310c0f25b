"""Models of e-mail performance, audience engagement and content effectiveness."""
