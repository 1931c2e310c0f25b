"""How volumes answer to what is spent, estimated from a campaign's own days."""
