"""The two pages for people: what this is, and a place to try queries."""

from base64 import b64encode
from hashlib import sha256

from starlette.responses import HTMLResponse
from strawberry.http.ides import get_graphql_ide_html

_STYLE = (
    ":root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;"
    "padding:0 1rem}code{font-size:.95em}"
)
_FRONT = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pulsecast</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>Pulsecast</h1>
<p>A flight simulator for marketing: forecasts, scenarios, risks and advice for campaigns, over one realtime GraphQL
API.</p>
<ul>
<li><a href="graphql">/graphql</a>: the API; opened in a browser, a place to try queries</li>
<li><a href="healthz">/healthz</a> and <a href="readyz">/readyz</a>: whether it runs, and whether it can serve</li>
<li><a href="metrics">/metrics</a>: figures for Prometheus</li>
</ul>
<p>Requests carry <code>Authorization: Bearer &lt;API key&gt;</code>. The first start prints a key.</p>
</main>
</body>
</html>
"""
_FRONT_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_GRAPHIQL_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' https://unpkg.com; style-src 'unsafe-inline' https://unpkg.com; "
    "font-src data: https://unpkg.com; img-src 'self' data:; connect-src 'self' ws: wss: https://unpkg.com; "
    "worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def front_page() -> HTMLResponse:
    """Return the page that says what this is; it needs nothing but itself."""
    return HTMLResponse(_FRONT, headers={"content-security-policy": _FRONT_POLICY})


def graphiql_page() -> HTMLResponse:
    """Return GraphiQL; its policy names the one foreign host that Strawberry's page takes its files from."""
    return HTMLResponse(get_graphql_ide_html("graphiql"), headers={"content-security-policy": _GRAPHIQL_POLICY})
