"""What would do better, by how much, and how likely it is to do worse."""
