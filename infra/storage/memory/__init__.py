"""The repositories in memory: same behaviour as on SQL, nothing survives the process."""
