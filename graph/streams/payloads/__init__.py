"""A type for the payload of each stream. All but the naming and reading is written by a script."""
