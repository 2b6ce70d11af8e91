"""Who takes part beside intake: callers over HTTP, and both sides of Kafka."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, Producer, TopicPartition
from vt_messaging.identity import Caller, NotAuthenticatedError

SOURCE = b"urn:nld:oin:00000000000000000000:systeem:test"
PATIENCE = 60.0


class Badge:
    """Takes the header's word for who calls: `subject role`."""

    async def verify(self, authorization: str | None) -> Caller:
        if authorization is None:
            raise NotAuthenticatedError("stuur een token mee")
        subject, role = authorization.split(" ")
        return Caller(subject, frozenset({role}))


@dataclass
class Topics:
    """The partners' and the chain's side of Kafka."""

    librdkafka: dict[str, Any]

    def send(
        self, topic: str, kind: str, form: dict[str, Any], message_id: str | None = None
    ) -> str:
        """Publishes a form in binary mode and returns its message id."""
        identity = message_id or uuid.uuid4().hex
        self.send_record(
            topic,
            json.dumps(form).encode(),
            [
                ("ce_specversion", b"1.0"),
                ("ce_id", identity.encode()),
                ("ce_source", SOURCE),
                ("ce_type", f"nl.veiligthuis.aanlevering.{kind}.v1".encode()),
                ("content-type", b"application/json"),
            ],
        )
        return identity

    def send_record(self, topic: str, value: bytes, headers: list[tuple[str, bytes]]) -> None:
        """Publishes a record as it is."""
        producer = Producer(self.librdkafka)
        producer.produce(topic, value, headers=list(headers))
        assert producer.flush(30) == 0

    def read(self, topic: str) -> list[tuple[str, dict[str, Any]]]:
        """The type and content of all that is on a topic now."""
        consumer = Consumer(
            self.librdkafka | {"group.id": "intake-tests", "enable.auto.commit": False}
        )
        found: list[tuple[str, dict[str, Any]]] = []
        try:
            places, left = [], 0
            for partition in consumer.list_topics(topic, 10).topics[topic].partitions:
                low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), 10)
                places.append(TopicPartition(topic, partition, low))
                left += high - low
            consumer.assign(places)
            while len(found) < left:
                for message in consumer.consume(left, 1.0):
                    kind = dict(message.headers() or [])["ce_type"].decode()
                    content = json.loads(message.value() or b"{}")
                    found.append((kind.removeprefix("nl.veiligthuis."), content))
        finally:
            consumer.close()
        return found

    async def until(self, topic: str, fits: Callable[[str, dict[str, Any]], bool]) -> Any:
        """Waits for the first event on a topic that fits, and returns its content."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for kind, content in await asyncio.to_thread(self.read, topic):
                if fits(kind, content):
                    return content
        raise AssertionError(f"not seen on {topic}")


def partner(name: str) -> dict[str, str]:
    """Headers of a partner system with a fresh key."""
    return {"Authorization": f"{name} partner:{name}", "Idempotency-Key": uuid.uuid4().hex}


def fresh_key() -> dict[str, str]:
    """A key of its own for a POST of the frontoffice."""
    return {"Idempotency-Key": uuid.uuid4().hex}
