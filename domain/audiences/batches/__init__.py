"""What models foretell of everything at once."""
