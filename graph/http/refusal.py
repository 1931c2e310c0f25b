"""A request that is turned away before it reaches the schema."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response

from graph.errors.coded import CodedError, ProtocolCode

JSON_TYPE = "application/json"
GRAPHQL_TYPE = "application/graphql-response+json"


class HttpRefusal(Exception):
    """Turns a request away with a status and one error in the shape of a GraphQL response."""

    def __init__(
        self,
        status: int,
        code: ProtocolCode,
        message: str,
        *,
        hint: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = CodedError(message, code=code, hint=hint)
        self.headers = dict(headers or {})

    def response(self, media_type: str = JSON_TYPE) -> Response:
        """Return the answer."""
        return json_response({"errors": [self.error.formatted]}, self.status, media_type, self.headers)


def json_response(
    payload: object, status: int = 200, media_type: str = JSON_TYPE, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer in JSON that no cache keeps.

    Raises:
        TypeError: The payload holds something that JSON has no form for.
    """
    return Response(
        orjson.dumps(payload),
        status,
        {"cache-control": "no-store", **(headers or {})},
        f"{media_type}; charset=utf-8",
    )
