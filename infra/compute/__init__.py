"""Numeric work beside the event loop: a pool of processes, and a plain thread for tests."""
