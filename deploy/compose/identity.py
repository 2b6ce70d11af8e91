"""Serves the small identity provider of the embedded runtime inside docker-compose.yml."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from places import DATA, ISSUER
from vt_local.identity.app import IdentityProvider, create_app
from vt_local.service_processes import AUDIENCE

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def known_by_its_name(app: App, issuer: str) -> App:
    """Let requests to the issuer's own name pass.

    The provider serves loopback names alone, against pages elsewhere that resolve their name to
    127.0.0.1; here its one other name is that of its container.
    """
    own = urlsplit(issuer)
    name, loopback = own.netloc.encode(), f"localhost:{own.port}".encode()

    async def serve(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = [
                (key, loopback if key == b"host" and value == name else value)
                for key, value in scope["headers"]
            ]
            scope = {**scope, "headers": headers}
        await app(scope, receive, send)

    return serve


def main() -> None:
    """Serve until told to stop."""
    app = create_app(IdentityProvider(DATA / "identity", AUDIENCE))
    port = urlsplit(ISSUER).port or 8180
    uvicorn.run(
        known_by_its_name(app, ISSUER),
        host="0.0.0.0",  # noqa: S104  a container's own network; the host publishes it on loopback
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
