"""Domain values as JSON and back, exactly, driven by their type hints."""
