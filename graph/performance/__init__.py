"""How good models were, in the schema."""
