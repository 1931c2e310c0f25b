"""Storage: the repositories on SQLite, on PostgreSQL and in memory, and the migrations of the schema."""
