"""The mailbox over HTTP (pages and JSON) and its SMTP side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from vt_local.mailbox.pages import list_page, mail_page, missing_page
from vt_local.mailbox.store import MailStore, Summary, text_of

_LARGEST_MAIL = 10 * 1024 * 1024
_MOST = 10_000


class _Receiver:
    """Accepts a mail only once it is on disk."""

    def __init__(self, store: MailStore) -> None:
        self._store = store

    # The name is aiosmtpd's.
    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        kept_as = await asyncio.to_thread(
            self._store.keep,
            content,
            envelope.mail_from or "",
            list(envelope.rcpt_tos),
            datetime.now(UTC),
        )
        return f"250 OK {kept_as}"


def create_app(store: MailStore, smtp_port: int, more: Sequence[Route] = ()) -> Starlette:
    """Return the web application with `more` routes; while it lives, the SMTP side listens too."""

    @asynccontextmanager
    async def listening(_: Starlette) -> AsyncIterator[None]:
        def connection() -> SMTP:
            return SMTP(
                _Receiver(store),
                data_size_limit=_LARGEST_MAIL,
                enable_SMTPUTF8=True,
                ident="Veilig Thuis oefenpostvak",
            )

        server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", smtp_port)
        try:
            yield
        finally:
            server.close()

    async def index(request: Request) -> Response:
        to = request.query_params.get("to") or None
        return list_page(reversed(store.find(to=to, limit=200)), store.count(), to)

    async def mail(request: Request) -> Response:
        mail_id = request.path_params["id"]
        summary, content = store.summary(mail_id), store.content(mail_id)
        if summary is None or content is None:
            return missing_page()
        return mail_page(summary, text_of(content))

    async def raw(request: Request) -> Response:
        content = store.content(request.path_params["id"])
        if content is None:
            return missing_page()
        # As text: a browser must not run what a mail holds.
        return PlainTextResponse(content, headers={"X-Content-Type-Options": "nosniff"})

    async def api_list(request: Request) -> Response:
        asked = request.query_params
        limit = asked.get("limit", "100")
        if not (limit.isascii() and limit.isdecimal()) or not 0 < int(limit) <= _MOST:
            reason = f"limit moet tussen 1 en {_MOST} liggen"
            return JSONResponse({"status": 400, "title": reason}, 400)
        found = store.find(to=asked.get("to"), after=asked.get("after", ""), limit=int(limit))
        return JSONResponse({"total": store.count(), "mails": [_json(each) for each in found]})

    async def api_mail(request: Request) -> Response:
        mail_id = request.path_params["id"]
        summary, content = store.summary(mail_id), store.content(mail_id)
        if summary is None or content is None:
            return JSONResponse({"status": 404, "title": "Deze mail is er niet"}, 404)
        return JSONResponse({**_json(summary), "text": text_of(content)})

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(
        lifespan=listening,
        routes=[
            *more,
            Route("/", index),
            Route("/mails/{id}", mail),
            Route("/mails/{id}/raw", raw),
            Route("/api/mails", api_list),
            Route("/api/mails/{id}", api_mail),
            Route("/health/live", ready),
            Route("/health/ready", ready),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )


def _json(summary: Summary) -> dict[str, Any]:
    content = asdict(summary)
    return {
        "id": content["id"],
        "received": content["received"],
        "from": content["sender"],
        "to": list(content["to"]),
        "subject": content["subject"],
        "messageId": content["message_id"],
    }
