"""Data quality in the schema."""
