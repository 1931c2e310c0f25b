"""Accuracy on public data: data sets, and the harness that runs every member over them."""
