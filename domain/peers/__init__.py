"""Other campaigns that speak for one that has hardly begun."""
