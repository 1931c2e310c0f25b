"""Models: the members of the ensemble, their backtests, and the command that measures them."""
