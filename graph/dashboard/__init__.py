"""What a marketer sees of all campaigns at a glance."""
