"""Notification's schema on a real PostgreSQL, with a role of its own, and a relay beside it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import notification
import pytest
from aiosmtpd.smtp import SMTP
from notification.settings import NotificationSettings
from vt_messaging import database
from vt_messaging.migrations import migrate
from vt_messaging.unit import Unit

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U="
MIGRATIONS = Path(notification.__file__).parent / "migrations"


@pytest.fixture(scope="module")
def dsn(engines: dict[str, Any]) -> str:
    """A migrated schema of this file's own."""
    name = f"notification_{uuid.uuid4().hex[:10]}"

    async def provide() -> None:
        connection = await asyncpg.connect(engines["dsn"])
        database_name = await connection.fetchval("select current_database()")
        await connection.execute(
            "select pg_advisory_xact_lock(7342);"  # grants at once on one database collide
            f"create role {name} login password 'proef';"
            f"grant connect on database {database_name} to {name};"
            f"create schema {name} authorization {name};"
            f"alter role {name} set search_path = {name}"
        )
        await connection.close()

    asyncio.run(provide())
    parts = urlsplit(engines["dsn"])
    own = parts._replace(netloc=f"{name}:proef@{parts.hostname}:{parts.port}").geturl()
    migrate(name, MIGRATIONS, own)
    migrate(name, MIGRATIONS, own)  # again changes nothing
    return own


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[asyncpg.Pool]:
    opened = await database.open_pool(dsn, 4)
    yield opened
    # Progress stays: the topics are shared, and what was handled is not to be handled again.
    await opened.execute("truncate melderdossier, work_item, dead_letter, delivery, audit")
    await opened.close()


@pytest.fixture
def written(pool: asyncpg.Pool) -> Callable[[Callable[[Unit], Any]], Any]:
    """Fills a unit and writes it, as the messaging library does."""

    async def write(fill: Callable[[Unit], Any]) -> Unit:
        async with pool.acquire() as connection:
            unit = Unit(connection, NOW, "notification")
            await fill(unit)
            unit.close()
            await database.execute(connection, unit.changes)
            return unit

    return write


@dataclass
class Relay:
    """What the relay took, and which addresses it refuses for good."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    silent: bool = False

    async def handle_RCPT(self, _s: Any, _ses: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802
        if address in self.unknown:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope.original_content)
        if self.silent:
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    state = Relay()
    open_now: list[SMTP] = []

    def connection() -> SMTP:
        open_now.append(SMTP(state, loop=asyncio.get_running_loop()))
        return open_now[-1]

    listening = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    state.port = listening.sockets[0].getsockname()[1]
    yield state
    listening.close()
    for smtp in open_now:
        if smtp.transport is not None:
            smtp.transport.abort()
    await asyncio.sleep(0)


@pytest.fixture
def settings(engines: dict[str, Any], dsn: str, relay: Relay) -> NotificationSettings:
    return NotificationSettings(
        **engines["settings"],
        database_dsn=dsn,
        storage_key=KEY,
        smtp_port=relay.port,
        smtp_timeout=2,
        trace_ratio=0.0,
        role="regulier",
    )


@pytest.fixture
def until() -> Callable[..., Any]:
    """Waits until a question has one answer."""

    async def wait(ask: Callable[[], Any], wanted: Any, seconds: float = 30.0) -> None:
        found = None
        try:
            async with asyncio.timeout(seconds):
                while (found := await ask()) != wanted:
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{found!r}, not {wanted!r}") from None

    return wait
