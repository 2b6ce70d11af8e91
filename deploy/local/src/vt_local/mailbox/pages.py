"""The mailbox as a person sees it; every word of a mail is escaped."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from html import escape

from starlette.responses import HTMLResponse

from vt_local.mailbox.store import Summary

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #bbb; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #bbb; padding: 1rem; }
dt { font-weight: bold; }
"""


def list_page(mails: Iterable[Summary], total: int, to: str | None) -> HTMLResponse:
    """Return the list, the latest mail first."""
    rows = "".join(
        f"<tr><td>{escape(mail.received)}</td><td>{escape(', '.join(mail.to))}</td>"
        f'<td><a href="/mails/{escape(mail.id)}">{escape(mail.subject or "(geen onderwerp)")}'
        "</a></td></tr>"
        for mail in mails
    )
    body = (
        "<p>Deze post is niet verstuurd: alles wat de oefenomgeving mailt, blijft hier liggen.</p>"
        '<p><a href="/oproepen">Oproepen van het piket</a></p>'
        '<form><label for="to">Alleen post aan dit adres</label> '
        f'<input id="to" name="to" type="email" value="{escape(to or "")}"> '
        "<button>Zoek</button></form>"
        f"<p>{total} mails in totaal; hieronder de laatste.</p>"
        "<table><thead><tr><th>Ontvangen (UTC)</th><th>Aan</th><th>Onderwerp</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    return _page("Postvak", body)


def mail_page(mail: Summary, text: str) -> HTMLResponse:
    """Return one mail."""
    body = (
        f"<dl><dt>Van</dt><dd>{escape(mail.sender)}</dd>"
        f"<dt>Aan</dt><dd>{escape(', '.join(mail.to))}</dd>"
        f"<dt>Ontvangen (UTC)</dt><dd>{escape(mail.received)}</dd></dl>"
        f"<pre>{escape(text)}</pre>"
        f'<p><a href="/mails/{escape(mail.id)}/raw">Origineel bericht</a> · '
        '<a href="/">Terug naar het postvak</a></p>'
    )
    return _page(mail.subject or "(geen onderwerp)", body)


def missing_page() -> HTMLResponse:
    """Return that there is no such mail."""
    return _page("Deze mail is er niet", '<p><a href="/">Naar het postvak</a></p>', 404)


def oproepen_page(oproepen: Iterable[tuple[str, str, str, str]]) -> HTMLResponse:
    """Return the pages that were taken: when, to whom, how and what; the latest first."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(part)}</td>" for part in oproep) + "</tr>"
        for oproep in oproepen
    )
    body = (
        "<p>Niemand is gebeld: wat de oefenomgeving oproept, blijft hier liggen.</p>"
        "<table><thead><tr><th>Ontvangen (UTC)</th><th>Naar</th><th>Hoe</th><th>Tekst</th></tr>"
        f'</thead><tbody>{rows}</tbody></table><p><a href="/">Naar het postvak</a></p>'
    )
    return _page("Oproepen", body)


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    headers = {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    html = (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{escape(title)}'
        '</title><meta name="viewport" content="width=device-width">'
        f'<style nonce="{nonce}">{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return HTMLResponse(html, status, headers)
