"""Simulators of workspaces: enabling, commanding and running them."""
