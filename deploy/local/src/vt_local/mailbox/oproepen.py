"""Stands in for a provider of SMS and voice: keeps each page, one file for each idempotency key."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vt_local.mailbox.pages import oproepen_page

_LARGEST = 10_000
_FIELDS = ("kenmerk", "naar", "wijze", "tekst")


@dataclass(frozen=True)
class Oproep:
    """A page as it was taken; `times` counts how often it was sent with the same key."""

    key: str
    received: str
    naar: str
    wijze: str
    tekst: str
    times: int = 1


class OproepStore:
    """The folder with pages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, key: str, content: dict[str, str], now: datetime) -> Oproep:
        """Write a page, or that it was sent again; whole on disk when this returns."""
        path = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}.json"
        if path.exists():
            known = Oproep(**json.loads(path.read_text("utf-8")))
            oproep = Oproep(**(asdict(known) | {"times": known.times + 1}))
        else:
            received = now.astimezone(UTC).isoformat().replace("+00:00", "Z")
            oproep = Oproep(key, received, content["naar"], content["wijze"], content["tekst"])
        temporary = path.with_suffix(".tmp")
        with temporary.open("w", encoding="utf-8") as stream:
            json.dump(asdict(oproep), stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        return oproep

    def all(self) -> list[Oproep]:
        """Return every page in order of arrival."""
        found = [
            Oproep(**json.loads(path.read_text("utf-8"))) for path in self._folder.glob("*.json")
        ]
        return sorted(found, key=lambda oproep: (oproep.received, oproep.key))


def oproepen_routes(store: OproepStore, token: str) -> tuple[Route, ...]:
    """The routes that take pages (with the token) and show them."""

    async def take(request: Request) -> Response:
        shown = request.headers.get("authorization", "")
        if not token or not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
            return _problem(401, "Het token klopt niet")
        key = request.headers.get("idempotency-key", "")
        body = await request.body()
        content = _content(body)
        if not key or content is None:
            return _problem(400, f"Nodig: Idempotency-Key en de velden {', '.join(_FIELDS)}")
        oproep = await asyncio.to_thread(store.keep, key, content, datetime.now(UTC))
        return JSONResponse({"key": oproep.key, "times": oproep.times}, 202)

    async def page(_: Request) -> Response:
        found = await asyncio.to_thread(store.all)
        return oproepen_page((o.received, o.naar, o.wijze, o.tekst) for o in reversed(found))

    async def api(_: Request) -> Response:
        found = await asyncio.to_thread(store.all)
        return JSONResponse({"oproepen": [asdict(oproep) for oproep in found]})

    return (
        Route("/oproepen", take, methods=["POST"]),
        Route("/oproepen", page),
        Route("/api/oproepen", api),
    )


def _content(body: bytes) -> dict[str, str] | None:
    try:
        content: Any = json.loads(body) if len(body) <= _LARGEST else None
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    if not all(isinstance(content.get(name), str) for name in _FIELDS):
        return None
    return {name: content[name] for name in _FIELDS}


def _problem(status: int, title: str) -> JSONResponse:
    return JSONResponse(
        {"status": status, "title": title}, status, media_type="application/problem+json"
    )
