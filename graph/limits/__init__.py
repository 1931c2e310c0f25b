"""How much one document may ask for."""
