"""What is usual for a channel and an industry."""
