"""Enums of streams."""

from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.model import Cadence, FieldKind, OverrideUnit, StreamDomain
from graph.enums import described

described(
    AnomalyFlag,
    "How far a value is from its mean.",
    NORMAL="Less than one standard deviation.",
    WARNING="One to two standard deviations.",
    CRITICAL="Two standard deviations or more.",
)
described(
    StreamDomain,
    "Which part of the marketplace a stream tells about.",
    CUSTOMER="Students: signing up, searching, paying.",
    TUTOR="Tutors: applying, offering time, being paid.",
    SESSION="Bookings and lessons.",
    SUPPORT="Calls, tickets, chats and refunds.",
    MARKETING="Recruiting tutors.",
    SYSTEM="Machines and services.",
)
described(
    Cadence,
    "How often a stream is checked.",
    HIGH="Every few seconds.",
    MEDIUM="Every few minutes.",
    LOW="Every half hour or more rarely.",
)
described(
    FieldKind,
    "What a field of a payload holds.",
    ID="The id of something.",
    TEXT="Free text.",
    CHOICE="One of a few words.",
    INTEGER="A whole number.",
    NUMBER="A number.",
    BOOLEAN="Yes or no.",
    MOMENT="A moment, RFC 3339.",
    TEXTS="A list of texts.",
    OBJECT="An object of its own shape.",
)
described(
    OverrideUnit,
    "What a stream is set to when it is overridden.",
    EVENTS_PER_HOUR="How many events an hour.",
    LEVEL="A level.",
    PERCENT="The share of one outcome in percent; the volume stays.",
)

__all__ = ["AnomalyFlag", "Cadence", "FieldKind", "OverrideUnit", "StreamDomain"]
