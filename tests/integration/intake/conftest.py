"""Intake as processes on real PostgreSQL and Kafka, in a schema of the test's own."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import intake
import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, NewTopic
from deelnemers import Badge, Topics
from intake.main import create_app, service
from intake.settings import IntakeSettings
from vt_contracts.topics import topics
from vt_messaging.migrations import migrate
from vt_messaging.service import Wiring, running

KEY = "aW50YWtlaW50YWtlaW50YWtlaW50YWtlaW50YWtlMTI="


@pytest.fixture
def kafka(engines: dict[str, Any]) -> Topics:
    """All topics of a deployment, made where they are not there yet."""
    admin = AdminClient(engines["librdkafka"])
    wanted = [NewTopic(spec.name, spec.partitions, 1) for spec in topics()]
    for future in admin.create_topics(wanted).values():
        try:
            future.result()
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
    return Topics(engines["librdkafka"])


@pytest.fixture
async def settings(engines: dict[str, Any]) -> IntakeSettings:
    """Settings on a new schema, migrated as in production."""
    name = f"intake_{uuid.uuid4().hex[:10]}"
    admin = await asyncpg.connect(engines["dsn"])
    database = await admin.fetchval("select current_database()")
    await admin.execute(
        "select pg_advisory_xact_lock(7342);"  # grants at once on one database collide
        f"create role {name} login password '{name}';"
        f"grant connect on database {database} to {name};"
        f"create schema {name} authorization {name};"
        f"alter role {name} set search_path = {name}"
    )
    await admin.close()
    parts = urlsplit(engines["dsn"])
    host = parts.netloc.rpartition("@")[2]
    dsn = urlunsplit(parts._replace(netloc=f"{name}:{name}@{host}"))
    await asyncio.to_thread(migrate, name, Path(intake.__file__).parent / "migrations", dsn)
    given: dict[str, Any] = {
        **engines["settings"], "database_dsn": dsn, "storage_key": KEY, "role": "api",
    }  # fmt: skip
    return IntakeSettings(**given)


Api = Callable[..., contextlib.AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def api(settings: IntakeSettings) -> Api:
    """Starts the api role, with other settings where asked; `client.headers` say who calls."""

    @contextlib.asynccontextmanager
    async def started(**changes: Any) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(settings.model_copy(update=changes))
        app.state.verifier = Badge()
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
                client.headers["Authorization"] = "fo-1 frontoffice"
                yield client

    return started


@pytest.fixture
def lane(settings: IntakeSettings) -> Callable[[str], Any]:
    """Starts a lane that consumes the partner topics."""

    def started(name: str = "regulier") -> contextlib.AbstractAsyncContextManager[Wiring]:
        own = settings.model_copy(update={"role": name})
        return running(service(own), own)

    return started


@pytest.fixture
async def fetch(settings: IntakeSettings) -> AsyncIterator[Callable[..., Awaitable[list[Any]]]]:
    """Reads intake's schema."""
    connection = await asyncpg.connect(settings.database_dsn.get_secret_value())

    async def rows(query: str, *arguments: Any) -> list[Any]:
        found: list[Any] = await connection.fetch(query, *arguments)
        return found

    yield rows
    await connection.close()
