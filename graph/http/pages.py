"""The two pages for people that need no build: what this is, and how to send a query."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

Page = Callable[[Request], Response]
"""Answers a browser that asks for a page."""

_STYLE = (
    ":root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;"
    "padding:0 1rem}code{font-size:.95em}pre{overflow-x:auto}"
)
_HEAD = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pulsecast</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
"""
_FOOT = """</main>
</body>
</html>
"""
_FRONT = f"""{_HEAD}<h1>Pulsecast</h1>
<p>A flight simulator for marketing: forecasts, scenarios, risks and advice for campaigns, over one realtime GraphQL
API.</p>
<ul>
<li><a href="graphql">/graphql</a>: the API; opened in a browser, a place to try queries</li>
<li><a href="healthz">/healthz</a> and <a href="readyz">/readyz</a>: whether it runs, and whether it can serve</li>
<li><a href="metrics">/metrics</a>: figures for Prometheus</li>
</ul>
<p>The web console is not built in this installation. Where Node 20 or newer is, <code>make console</code> builds it;
then start the server again.</p>
<p>Requests carry <code>Authorization: Bearer &lt;API key&gt;</code>. The first start prints a key.</p>
{_FOOT}"""
_UNBUILT = """<h1>The GraphQL API</h1>
<p>GraphiQL is part of the web console, which is not built in this installation. Where Node 20 or newer is,
<code>make console</code> builds it; then start the server again.</p>
<p>Until then, with an API key in <code>KEY</code>:</p>
<pre><code>curl -s {address} \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '{{"query": "{{ viewer {{ name workspace {{ name }} }} }}"}}'</code></pre>
<p>The first start prints a key. <a href="/">What else is here</a></p>
"""
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def front_page() -> HTMLResponse:
    """Return the page that says what this is; it needs nothing but itself."""
    return HTMLResponse(_FRONT, headers={"content-security-policy": _POLICY})


def unbuilt_graphiql_page(request: Request) -> HTMLResponse:
    """Return the page that stands for GraphiQL where it is not built: how to get it, and how to do without."""
    page = _HEAD + _UNBUILT.format(address=escape(str(request.url.replace(query="")))) + _FOOT
    return HTMLResponse(page, headers={"content-security-policy": _POLICY, "vary": "accept"})
