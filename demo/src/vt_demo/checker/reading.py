"""Reads topics from their beginning, each with the credentials of whoever may read it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition
from joserfc import jwe
from joserfc.jwk import ECKey

from vt_demo.checker.description import Description
from vt_demo.checker.evidence import Seen

_ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]
_METADATA_TIMEOUT = 20.0


class TopicReader:
    """Some topics, read as one principal; joins no consumer group, so it disturbs nobody."""

    def __init__(self, settings: dict[str, Any], principal: str, topics: list[str]) -> None:
        self._consumer = Consumer(
            {
                **settings,
                "group.id": principal,
                "enable.auto.commit": False,
                "fetch.wait.max.ms": 200,
            }
        )
        known = self._consumer.list_topics(timeout=_METADATA_TIMEOUT).topics
        places = [
            TopicPartition(topic, partition, OFFSET_BEGINNING)
            for topic in topics
            for partition in known[topic].partitions
        ]
        self._consumer.assign(places)

    def new(self) -> Iterator[Seen]:
        """Yields what arrived since the last time."""
        while messages := self._consumer.consume(500, 0):
            for message in messages:
                if message.error():
                    continue
                headers: Any = message.headers() or []
                yield Seen(
                    message.topic() or "",
                    message.timestamp()[1] / 1000,
                    {name: (value or b"").decode("utf-8", "replace") for name, value in headers},
                    message.value() or b"",
                )

    def close(self) -> None:
        """Stops reading."""
        self._consumer.close()


class AllTopics:
    """Every topic that proves something, and the keys of the parties."""

    def __init__(self, told: Description) -> None:
        self._keys = {party: ECKey.import_key(told.key_of(party)) for party in told.parties}
        internal = ["melding.status.v1", "melding.status.v1.acuut"]
        internal += [f"{service}.dlq.v1" for service in told.services]
        # A party may write its answers, not read them back: these are read as the runtime.
        for party in told.parties:
            internal += _lanes(f"overdracht.{party}.antwoord.v1")
        wanted = {
            told.admin: internal,
            **{partner: [f"aanlevering.{partner}.antwoord.v1"] for partner in told.partners},
            **{party: _lanes(f"overdracht.{party}.v1") for party in told.parties},
        }
        # Each logs in with its own credentials; one after the other that takes seconds.
        with ThreadPoolExecutor(len(wanted)) as pool:
            self._readers = list(
                pool.map(lambda who: TopicReader(told.kafka_of(who), who, wanted[who]), wanted)
            )

    def new(self) -> Iterator[Seen]:
        """Yields what arrived anywhere since the last time."""
        for reader in self._readers:
            yield from reader.new()

    def open_offer(self, party: str, value: bytes) -> bytes:
        """The content of an offer, with the private key of the party that it was made to."""
        opened = jwe.decrypt_compact(value, self._keys[party], algorithms=_ALGORITHMS)
        return opened.plaintext or b""

    def close(self) -> None:
        """Stops reading."""
        for reader in self._readers:
            reader.close()


def _lanes(topic: str) -> list[str]:
    return [topic, f"{topic}.acuut"]
