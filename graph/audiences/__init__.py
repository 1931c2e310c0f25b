"""E-mail, audiences and content in the schema."""
