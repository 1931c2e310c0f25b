"""What campaigns of the past say about one that has hardly begun."""
