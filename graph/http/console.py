"""The built web console: its page at every address that is nothing else, its GraphiQL, and its files."""

import secrets
from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from graph.http.negotiation import wants_page

NONCE = "__CSP_NONCE__"
"""Stands in the built pages where the nonce of their styles goes."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_GRAPHIQL_POLICY = (
    # Its editor writes styles where no nonce reaches, and its fonts are part of its style sheet.
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


class Console:
    """Serves a folder that the console was built into.

    Names of assets hold a hash of their content, so browsers may keep them for good; pages are made anew each time,
    because each carries a nonce that lets its own styles in and no others.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._page = (folder / "index.html").read_text(encoding="utf-8")
        self._graphiql = (folder / "graphiql.html").read_text(encoding="utf-8")
        # Listed once: nothing that a request says is ever made a path of.
        self._files = {
            found.name: found
            for found in folder.iterdir()
            if found.is_file() and found.suffix != ".html" and not found.name.startswith(".")
        }

    def routes(self) -> tuple[BaseRoute, ...]:
        """Return what to serve after all other routes."""
        assets = GZipMiddleware(_Assets(directory=self._folder / "assets"), minimum_size=1_000)
        return Mount("/assets", assets), Route("/{path:path}", self._answer, methods=["GET", "HEAD"])

    async def _answer(self, request: Request) -> Response:
        file = self._files.get(str(request.path_params["path"]))
        if file is not None:
            return FileResponse(file, headers={"cache-control": "public, max-age=3600"})
        if wants_page(request.headers.get("accept")):
            return self.page()
        return PlainTextResponse("There is nothing here. The API is at /graphql.", 404)

    def page(self) -> HTMLResponse:
        """Return the page of the console."""
        return _page(self._page, _POLICY)

    def graphiql(self, _: Request) -> HTMLResponse:
        """Return GraphiQL."""
        return _page(self._graphiql, _GRAPHIQL_POLICY)


class _Assets(StaticFiles):
    """Files that never change under their names."""

    def file_response(self, *args: object, **options: object) -> Response:
        """Let browsers keep what is found."""
        response = super().file_response(*args, **options)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def built_console(folder: Path) -> Console | None:
    """Return the console that was built into a folder; none when there is none."""
    pages = (folder / "index.html", folder / "graphiql.html")
    return Console(folder) if all(page.is_file() for page in pages) else None


def _page(text: str, policy: str) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    headers = {
        "content-security-policy": policy.format(nonce=nonce),
        "cache-control": "no-store",
        "vary": "accept",
    }
    return HTMLResponse(text.replace(NONCE, nonce), headers=headers)
