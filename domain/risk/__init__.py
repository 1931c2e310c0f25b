"""What may go wrong, how likely, when, and what it would cost."""
