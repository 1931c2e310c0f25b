"""The timeline of one simulator: its commands, and the course that follows from them."""
