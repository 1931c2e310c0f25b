"""The marketplace in numbers: pure, seeded generators of what would otherwise have to be observed."""
