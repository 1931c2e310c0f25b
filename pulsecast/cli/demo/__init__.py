"""``pulsecast demo``: the marketplace from calm to a competitor, to advice and back, told over the public API alone."""
