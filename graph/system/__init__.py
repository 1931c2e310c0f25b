"""The product itself in the schema."""
