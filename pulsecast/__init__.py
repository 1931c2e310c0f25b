"""The front door: the command line, the composition root and the lives of processes. Knows everyone."""
