"""Whether the events and the history of a marketplace are what its definition promises."""
