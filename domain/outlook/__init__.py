"""What is ahead of all campaigns of a workspace: totals of each, forecast together and cheaply."""
