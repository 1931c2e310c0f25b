"""How much something matters, in the schema."""

from domain.severity import Severity
from graph.enums import described

described(
    Severity,
    "How much something matters.",
    LOW="Good to know.",
    MEDIUM="Worth a look.",
    HIGH="Needs attention.",
    CRITICAL="Needs attention now.",
)

__all__ = ["Severity"]
