"""Delivery of subscriptions, compared with other servers that publish the same events to the same clients."""
