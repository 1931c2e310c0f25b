"""Campaign simulations in the schema."""
