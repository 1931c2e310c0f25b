"""Delivery of subscriptions: those that ask for the same share one execution, and each gets what it has missed."""
