"""A small service of the tests' own, on topics and a schema of its own, wired as a real one is."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from pydantic import SecretStr
from vt_contracts import cloudevents
from vt_contracts.codes import Moment, Urgentie
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.changes import Table
from vt_messaging.records import Incoming
from vt_messaging.routes import Route
from vt_messaging.schema import TABLES_V1
from vt_messaging.service import Service, Wiring, running
from vt_messaging.settings import ServiceSettings
from vt_messaging.unit import Unit

GETELD = Table("geteld", {"melding_id": "uuid", "versie": "int", "wat": "text"}, ("melding_id",))
SOURCE = "urn:nld:oin:00000000000000000000:systeem:proef"
PARTITIONS = 3
MAX_DEAD_LETTER = 4 * 1024 * 1024


@dataclass
class Proefdienst:
    """Counts every event in table `geteld` and passes it on; `wat` is what a test puts in `team`."""

    engines: dict[str, Any]
    name: str = field(default_factory=lambda: f"proef{uuid.uuid4().hex[:10]}")
    edge: str | None = None
    """An edge topic that each event is also delivered to."""
    events: tuple[type[MeldingStatusV1], ...] = (MeldingStatusV1,)
    before: Callable[[Sequence[Incoming[Any]]], None] | None = None

    @property
    def input(self) -> str:
        return f"{self.name}.in.v1"

    @property
    def output(self) -> str:
        return f"{self.name}.uit.v1"

    @property
    def dlq(self) -> str:
        return f"{self.name}.dlq.v1"

    @property
    def dsn(self) -> str:
        joint = "&" if "?" in self.engines["dsn"] else "?"
        return f"{self.engines['dsn']}{joint}search_path={self.name}"

    def settings(self, **changes: Any) -> ServiceSettings:
        """Settings for one process of this service."""
        given = {
            **self.engines["settings"],
            "database_dsn": SecretStr(self.dsn),
            "trace_ratio": 0.0,
            **changes,
        }
        return ServiceSettings(**given)

    def service(self, strict: bool = False) -> Service:
        """The service as vt_messaging runs it."""
        route = Route(
            name="proef",
            topics=re.compile(re.escape(self.input)),
            events=self.events,
            handle=self.handle,
            strict=strict,
        )
        return Service(name=self.name, title="proef", routes=lambda lane: (route,))

    async def handle(self, batch: Sequence[Incoming[MeldingStatusV1]], unit: Unit) -> None:
        """Counts and passes on."""
        if self.before is not None:
            self.before(batch)
        for record in batch:
            event = record.event
            unit.insert(GETELD, (event.melding_id, event.versie, event.team))
            key = event.melding_id.bytes
            event_id = f"{event.melding_id}:{event.versie}"
            unit.emit(record, self.output, key, event, event_id)
            if self.edge is not None:
                unit.deliver(record, self.edge, key, event, event_id)

    async def prepare(self) -> None:
        """Makes the schema and the topics."""
        connection = await asyncpg.connect(self.engines["dsn"])
        await connection.execute(f"create schema {self.name}")
        await connection.execute(f"set search_path = {self.name}")
        await connection.execute(TABLES_V1)
        await connection.execute(
            "create table geteld (melding_id uuid primary key, versie int, wat text)"
        )
        await connection.close()
        self.create_topics(self.input, self.output)
        # As in the access table: a dead letter holds the whole record, in base64.
        self.create_topics(self.dlq, config={"max.message.bytes": str(MAX_DEAD_LETTER)})

    def create_topics(self, *names: str, config: dict[str, str] | None = None) -> None:
        """Makes topics with three partitions."""
        admin = AdminClient(self.engines["librdkafka"])
        wanted = [NewTopic(n, PARTITIONS, 1, config=config or {}) for n in names]
        for future in admin.create_topics(wanted).values():
            future.result()

    def delete_topic(self, name: str) -> None:
        """Deletes a topic and waits until the broker has forgotten it."""
        admin = AdminClient(self.engines["librdkafka"])
        for future in admin.delete_topics([name]).values():
            future.result()
        while name in admin.list_topics(timeout=10).topics:
            pass

    @asynccontextmanager
    async def running(self, strict: bool = False, **changes: Any) -> AsyncIterator[Wiring]:
        """One process of the service."""
        async with running(self.service(strict), self.settings(**changes)) as wiring:
            yield wiring

    def send(
        self,
        *records: tuple[bytes | None, list[tuple[str, bytes | None]]],
        partition: int = 0,
        key: bytes | None = None,
        topic: str | None = None,
    ) -> None:
        """Puts raw records on the input topic and waits for the acknowledgement."""
        producer = Producer({**self.engines["librdkafka"], "message.max.bytes": 20_000_000})
        for value, headers in records:
            producer.produce(topic or self.input, value, key, partition, headers=headers)
        assert producer.flush(20) == 0

    def read(self, topic: str) -> list[Any]:
        """All records of a topic up to its present end."""
        consumer = Consumer(
            {**self.engines["librdkafka"], "group.id": self.name, "enable.auto.commit": False}
        )
        try:
            places = []
            left = 0
            for partition in consumer.list_topics(topic, 10).topics[topic].partitions:
                low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), 10)
                places.append(TopicPartition(topic, partition, low))
                left += high - low
            consumer.assign(places)
            found: list[Any] = []
            while len(found) < left:
                found += consumer.consume(left, 1.0)
            return found
        finally:
            consumer.close()

    async def fetch(self, query: str, *arguments: Any) -> list[Any]:
        """Reads from this service's schema."""
        connection = await asyncpg.connect(self.dsn)
        try:
            return await connection.fetch(query, *arguments)
        finally:
            await connection.close()

    async def counted(self) -> list[str | None]:
        """What was counted, in no particular order."""
        return [row["wat"] for row in await self.fetch("select wat from geteld")]

    async def until(self, query: str, wanted: Any, seconds: float = 30.0) -> None:
        """Waits until a query gives one value."""
        found = None
        try:
            async with asyncio.timeout(seconds):
                while True:
                    rows = await self.fetch(query)
                    found = rows[0][0] if rows else None
                    if found == wanted:
                        return
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{query}: {found!r}, not {wanted!r}") from None


async def until_paused(wiring: Wiring) -> None:
    """Waits until a process says that it is paused."""
    async with asyncio.timeout(20):
        while "pauze" not in (await wiring.health.ready()).checks:
            await asyncio.sleep(0.02)


def event(team: str | None = None, versie: int = 1) -> tuple[bytes, list[tuple[str, bytes | None]]]:
    """A valid record."""
    status = MeldingStatusV1(
        melding_id=uuid.uuid4(),
        nummer="VT-2026-0000001-0",
        versie=versie,
        schrijver="proef",
        moment=Moment.ONTVANGEN,
        op=datetime.now(UTC),
        urgentie=Urgentie.REGULIER,
        team=team,
    )
    headers: list[tuple[str, bytes | None]] = list(
        cloudevents.write(
            event_id=str(uuid.uuid4()),
            source=SOURCE,
            event_type=MeldingStatusV1.contract_type,  # type: ignore[attr-defined]
            time="2026-01-01T00:00:00+00:00",
            content_type="application/json",
            traceparent=None,
        )
    )
    return status.model_dump_json(by_alias=True).encode(), headers


def with_header(
    record: tuple[bytes, list[tuple[str, bytes | None]]], name: str, value: bytes | None
) -> tuple[bytes, list[tuple[str, bytes | None]]]:
    """The record with one header set to another value."""
    data, headers = record
    return data, [*[h for h in headers if h[0] != name], (name, value)]
