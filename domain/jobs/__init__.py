"""Background work as people see it: what waits, what is at work, what became of it."""
