"""Fixtures for every folder of tests."""

pytest_plugins = (
    "tests.fixtures.databases",
    "tests.fixtures.product",
    "tests.fixtures.lived_in",
    "tests.fixtures.simulated",
)
