"""What models predict of everything at once."""
