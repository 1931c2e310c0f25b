"""The heart: one package per capability, each a model and its service. No framework, no I/O."""
