"""What to do, what it should bring, and how sure that is."""
