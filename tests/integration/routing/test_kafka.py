"""Routing as processes on real Kafka: a decision in, an offer that opens, an answer that counts."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from joserfc import jwe
from pydantic import BaseModel
from routing.main import service
from vt_contracts import cloudevents, topics
from vt_contracts.codes import Urgentie
from vt_contracts.events.melding import MeldingStatusV1
from vt_contracts.events.overdracht import OverdrachtAangebodenV1, OverdrachtGeaccepteerdV1
from vt_messaging.service import running

pytestmark = pytest.mark.integration

SOURCE = "urn:nld:oin:00000000000000000000:systeem:proef"
PATIENCE = 60.0


class Partner:
    """Publishes and reads as the other side of routing does."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._producer = Producer(config)

    def publish(self, topic: str, event: BaseModel) -> None:
        headers = cloudevents.write(
            event_id=uuid.uuid4().hex,
            source=SOURCE,
            event_type=event.contract_type,  # type: ignore[attr-defined]
            time="2026-11-23T09:00:00+00:00",
            content_type=cloudevents.JSON,
            traceparent=None,
        )
        value = event.model_dump_json(by_alias=True, exclude_none=True)
        self._producer.produce(topic, value, headers=headers)
        assert self._producer.flush(30) == 0

    def read(self, topic: str) -> Iterator[Message]:
        """All records of a topic, from the start; raises when none comes for long."""
        consumer = Consumer(self._config | {"group.id": "routing", "enable.auto.commit": False})
        partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
        consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
        until = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < until:
                message = consumer.poll(0.5)
                if message is not None and message.error() is None:
                    yield message
        finally:
            consumer.close()
        raise AssertionError(f"nothing more on {topic}")


@pytest.fixture
def partner(engines: dict[str, Any]) -> Partner:
    """The other side; makes the topics where the engines did not."""
    admin = AdminClient(engines["librdkafka"])
    wanted = [NewTopic(spec.name, spec.partitions, 1) for spec in topics.topics()]
    for future in admin.create_topics(wanted).values():
        try:
            future.result()
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
    return Partner(engines["librdkafka"])


@pytest.mark.parametrize("lane", ["regulier", "acuut"])
async def test_a_decision_becomes_an_offer_and_its_answer_counts(
    lane: str, platform: Any, partner: Partner, getrieerd: Any, party_keys: Any
) -> None:
    end = ".acuut" if lane == "acuut" else ""
    urgentie = Urgentie.ACUUT if lane == "acuut" else Urgentie.HOOG
    event = getrieerd(melding_id=uuid.uuid4(), urgentie=urgentie)
    settings = platform.settings.model_copy(update={"role": lane})
    async with contextlib.AsyncExitStack() as processes:
        await processes.enter_async_context(running(service(settings), settings))
        partner.publish(topics.MELDING_GETRIEERD + end, event)

        def offer() -> OverdrachtAangebodenV1:
            for message in partner.read(topics.overdracht("gm0935") + end):
                if message.key() == event.melding_id.bytes:
                    headers = dict(message.headers() or [])
                    assert headers["content-type"] == b"application/jose"
                    token = jwe.decrypt_compact(
                        message.value(),
                        party_keys["gm0935"],
                        algorithms=["ECDH-ES+A256KW", "A256GCM"],
                    )
                    return OverdrachtAangebodenV1.model_validate_json(token.plaintext or b"")
            raise AssertionError

        offered = await asyncio.to_thread(offer)
        assert offered.antwoord_topic == topics.overdracht_antwoord("gm0935") + end
        answer = OverdrachtGeaccepteerdV1(overdracht_id=offered.overdracht_id, door="Robin")
        # Another gemeente answers first: that is a dead letter and changes nothing.
        partner.publish(topics.overdracht_antwoord("gm0981") + end, answer)
        partner.publish(offered.antwoord_topic, answer)

        def moments() -> list[str]:
            found: list[str] = []
            for message in partner.read(topics.MELDING_STATUS + end):
                if message.key() == event.melding_id.bytes:
                    status = MeldingStatusV1.model_validate_json(message.value() or b"")
                    found.append(status.moment.value)
                    if status.moment.value == "geaccepteerd":
                        return found
            raise AssertionError

        assert await asyncio.to_thread(moments) == ["aangeboden", "geaccepteerd"]

        def dead_letter() -> bytes | None:
            for message in partner.read(topics.dead_letters("routing")):
                if b"UnknownOverdracht" in (message.value() or b""):
                    return message.value()
            raise AssertionError

        assert b"overdracht.gm0981" in (await asyncio.to_thread(dead_letter) or b"")
