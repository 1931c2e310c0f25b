"""How failures reach clients: coded, in words for a person, and without anything internal."""
