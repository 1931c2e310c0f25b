"""The marketplace simulator in the schema."""
