"""Media types: what a client sends, and what it wants back."""

from email.message import Message

from graph.errors.coded import ProtocolCode
from graph.http.refusal import GRAPHQL_TYPE, JSON_TYPE, HttpRefusal

_ANSWERS = (JSON_TYPE, GRAPHQL_TYPE)
_PAGE = "text/html"
STREAM_TYPE = "text/event-stream"


def answer_type(accept: str | None) -> str:
    """Choose the media type of the answer; without a wish it is ``application/json``.

    Raises:
        HttpRefusal: 406, none of the types in the header can be had.
    """
    if accept is None or not accept.strip():
        return JSON_TYPE
    qualities = {offer: _quality(accept, offer) for offer in _ANSWERS}
    best = max(_ANSWERS, key=lambda offer: qualities[offer])
    if qualities[best] == (0.0, 0):
        raise HttpRefusal(
            406,
            ProtocolCode.NOT_ACCEPTABLE,
            "None of the media types in `Accept` can be had.",
            hint=f"Accept {GRAPHQL_TYPE} or {JSON_TYPE}.",
        )
    return best


def wants_stream(accept: str | None) -> bool:
    """Tell whether a client wants a stream of events: it names that, and no type of ours with the same fervour.

    Clients that could take a stream too, but ask for an answer, name both.
    """
    if accept is None:
        return False
    stream = _quality(accept, STREAM_TYPE)
    return stream[1] == _EXACT and all(_quality(accept, offer) < stream for offer in _ANSWERS)


def takes_stream(accept: str | None) -> bool:
    """Tell whether a client names a stream of events among what it takes."""
    return accept is not None and _quality(accept, STREAM_TYPE)[1] == _EXACT


def wants_page(accept: str | None) -> bool:
    """Tell whether a browser asks for a page: it names HTML and likes nothing of ours better."""
    if accept is None:
        return False
    page = _quality(accept, _PAGE)
    return page[1] == _EXACT and all(page[0] >= _quality(accept, offer)[0] for offer in _ANSWERS)


_EXACT = 3


def _quality(accept: str, offer: str) -> tuple[float, int]:
    """Return quality and precision with which the most precise range covers an offer (RFC 9110 section 12.5.1).

    The precision is 3 for the type itself, 2 for ``type/*`` and 1 for ``*/*``; nothing at all or a quality of zero
    gives ``(0.0, 0)``.
    """
    found = (0.0, 0)
    for part in accept.split(","):
        media_range, _, parameters = part.strip().partition(";")
        precision = _precision(media_range.strip().lower(), offer)
        if precision > found[1]:
            found = (_q(parameters), precision)
    return found if found[0] > 0 else (0.0, 0)


def _precision(media_range: str, offer: str) -> int:
    if media_range == offer:
        return _EXACT
    if media_range == offer.split("/", maxsplit=1)[0] + "/*":
        return 2
    return int(media_range == "*/*")


def _q(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def require_json(content_type: str | None, content_encoding: str | None) -> None:
    """Let pass a body that is JSON in UTF-8, not compressed.

    Raises:
        HttpRefusal: 415, with what is accepted.
    """
    header = Message()
    header["content-type"] = content_type or ""
    charset = str(header.get_param("charset", "utf-8")).lower()
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type == JSON_TYPE and charset in {"utf-8", "utf8"} and content_encoding in {None, "", "identity"}:
        return
    raise HttpRefusal(
        415,
        ProtocolCode.UNSUPPORTED_MEDIA_TYPE,
        "The body must be JSON in UTF-8, not compressed.",
        hint=f"Send `Content-Type: {JSON_TYPE}`.",
        headers={"accept-post": JSON_TYPE},
    )
