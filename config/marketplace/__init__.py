"""The marketplace's definitions: streams, relationships, scenarios and events, read from JSON."""
