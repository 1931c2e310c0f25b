"""External events: what happens in the world around the marketplace, and what it is expected to change."""
