"""How numbers and keys of people and things are written in payloads."""

from domain.marketplace.moments import SECOND, moment

_REGIONS = ("north", "south", "east", "west", "central")


def student(number: int) -> str:
    """Write a student: ``stu-000042``."""
    return f"stu-{number:06d}"


def tutor(number: int) -> str:
    """Write a tutor: ``tut-00042``."""
    return f"tut-{number:05d}"


def thing(prefix: str, key: int) -> str:
    """Write the key of a thing: ``req-00a1…``."""
    return f"{prefix}-{key:016x}"


def address(bits: int) -> str:
    """Write 16 bits as an address of the network that is reserved for benchmarks (RFC 2544)."""
    return f"198.18.{bits >> 8 & 255}.{bits & 255}"


def when(at: int) -> str:
    """Write a moment, to the second: ``2026-11-02T10:15:00Z``."""
    return moment(at // SECOND * SECOND).strftime("%Y-%m-%dT%H:%M:%SZ")


def region(bits: int) -> str:
    """Return a region of the market."""
    return _REGIONS[bits % len(_REGIONS)]
