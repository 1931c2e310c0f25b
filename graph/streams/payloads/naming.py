"""How the types of payloads are named."""

import re


def payload_type_name(stream: str) -> str:
    """Return the name of the type of a stream's payload: ``CustomerSignupStartedPayload``."""
    return "".join(word.capitalize() for word in re.split(r"[._]", stream)) + "Payload"
