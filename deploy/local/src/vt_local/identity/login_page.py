"""The page on which one chooses who to be."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from starlette.responses import HTMLResponse

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
ul { list-style: none; padding: 0; }
li { margin: .5rem 0; }
button { font: inherit; width: 100%; text-align: left; padding: .6rem 1rem; cursor: pointer; }
.rol { color: #444; }
"""


def login_page(people: Iterable[Mapping[str, Any]], request: Mapping[str, str]) -> HTMLResponse:
    """Return the list of demo users; choosing one sends the request on with it."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">'
        for key, value in request.items()
    )
    items = "".join(
        f'<li><button name="user" value="{escape(person["id"])}">{escape(person["name"])} '
        f'<span class="rol">({escape(", ".join(person["roles"]))})</span></button></li>'
        for person in people
    )
    return _page(
        "Inloggen",
        "<p>Dit is een oefenomgeving. Kies als wie u wilt inloggen; een wachtwoord is niet nodig."
        f'</p><form method="post" action="/authorize">{hidden}<ul>{items}</ul></form>',
    )


def refusal_page(reason: str) -> HTMLResponse:
    """Return why logging in is not possible."""
    text = f"<p>{escape(reason)}</p><p>Ga terug naar de toepassing en begin opnieuw.</p>"
    return _page("Inloggen lukt niet", text, status=400)


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; frame-ancestors 'none'; base-uri 'none'; "
        # The redirect after the form goes back to the application.
        "form-action 'self' http://127.0.0.1:* http://localhost:*"
    )
    html = (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{escape(title)}'
        '</title><meta name="viewport" content="width=device-width">'
        f'<style nonce="{nonce}">{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(html, status, headers)
