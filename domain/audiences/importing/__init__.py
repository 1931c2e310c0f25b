"""Bringing in observations of e-mail, audiences and content."""
