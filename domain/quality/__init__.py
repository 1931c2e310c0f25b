"""How far the data of a campaign can be trusted, and what each flaw does to a forecast."""
