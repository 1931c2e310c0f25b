"""Which version this is."""

from importlib.metadata import version


def product_version() -> str:
    """Return the version of the installed product."""
    return version("pulsecast")
