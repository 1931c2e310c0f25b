"""Which external events moved which streams."""
