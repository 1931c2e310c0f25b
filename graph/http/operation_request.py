"""The parameters of a GraphQL-over-HTTP request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson

from graph.errors.coded import ProtocolCode
from graph.http.refusal import HttpRefusal


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """One operation to run; the names are those of the GraphQL-over-HTTP specification."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None

    @classmethod
    def of_body(cls, body: object) -> "OperationRequest":
        """Read the parameters from a parsed body.

        Raises:
            HttpRefusal: 400, saying which parameter is wrong.
        """
        if isinstance(body, list):
            raise _bad("Batches are not served.", "Send one operation a request.")
        if not isinstance(body, dict):
            raise _bad("The body must be a JSON object.", 'Send {"query": "{ viewer { name } }"}.')
        return cls(
            _document(body.get("query")),
            _object(body.get("variables"), "variables"),
            _name(body.get("operationName")),
            _object(body.get("extensions"), "extensions"),
        )

    @classmethod
    def of_query_string(cls, parameters: Mapping[str, str]) -> "OperationRequest":
        """Read the parameters from the query string of a GET request; objects are JSON text there.

        Raises:
            HttpRefusal: 400, saying which parameter is wrong.
        """
        return cls(
            _document(parameters.get("query")),
            _object(_json(parameters.get("variables"), "variables"), "variables"),
            parameters.get("operationName") or None,
            _object(_json(parameters.get("extensions"), "extensions"), "extensions"),
        )


def _bad(message: str, hint: str | None = None) -> HttpRefusal:
    return HttpRefusal(400, ProtocolCode.BAD_REQUEST, message, hint=hint)


def _document(value: object) -> str:
    if value is None or value == "":
        raise _bad("`query` is missing.", "It holds the GraphQL document as a string.")
    if not isinstance(value, str):
        raise _bad("`query` must be a string.")
    return value


def _name(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise _bad("`operationName` must be a string or null.")
    return value or None


def _object(value: object, name: str) -> dict[str, Any] | None:
    if value is not None and not isinstance(value, dict):
        raise _bad(f"`{name}` must be an object or null.")
    return cast("dict[str, Any] | None", value)


def _json(text: str | None, name: str) -> object:
    if not text:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _bad(f"`{name}` must be JSON text.") from None
