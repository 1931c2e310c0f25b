"""Campaign simulations: requested, run step by step, stored."""
