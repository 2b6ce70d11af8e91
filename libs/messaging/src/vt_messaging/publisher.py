"""Sends events to Kafka in whole batches: keyed, in order, acknowledged by all replicas."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer

from vt_messaging.records import Outgoing

log = structlog.get_logger()

MAX_BATCH_BYTES = 512 * 1024
MAX_REQUEST_BYTES = 24 * 1024 * 1024
LONGEST_STOP = 5.0
COMPRESSION = "zstd"
"""aiokafka compresses lz4 at its slowest level: 4.4 µs a melding against 1.1 for zstd."""


class Publisher:
    """One producer, given whole batches per partition, and rebuilt after any error.

    aiokafka's idempotent producer can stay stuck after one record that is refused (its issue 1017),
    so every send is bound in time and a producer that failed is never used again. Batches are built
    here because a future per record cost more than the sending (docs/performance.md).
    """

    def __init__(
        self,
        kafka: dict[str, Any],
        source: str,
        timeout: float,
        *,
        idempotent: bool = True,
        compression: str | None = COMPRESSION,
    ) -> None:
        self._kafka = kafka
        self._source = source
        self._timeout = timeout
        self._idempotent = idempotent
        self._compression = compression
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._partitions: dict[str, int] = {}

    async def publish(self, records: Sequence[Outgoing]) -> None:
        """Returns when the cluster has all `records`; raises when it has not within the time-out.

        After an error some may have been written: send all of them again, readers know repeats.
        """
        if not records:
            return
        try:
            await self.send(records)
        except BaseException:
            await self._discard()
            raise

    async def send(self, records: Sequence[Outgoing]) -> None:
        """As `publish`, but leaves the producer as it is after an error.

        For edge topics, where what one destination refuses must not disturb the others.
        """
        async with asyncio.timeout(self._timeout):
            producer = await self._started()
            by_partition: dict[tuple[str, int], list[Outgoing]] = {}
            for record in records:
                topic = record.topic
                if (count := self._partitions.get(topic)) is None:
                    found = await producer.partitions_for(topic)
                    count = self._partitions[topic] = len(found)
                place = (topic, zlib.crc32(record.key) % count)
                if (batch := by_partition.get(place)) is None:
                    by_partition[place] = [record]
                else:
                    batch.append(record)
            # All are awaited, also after an error: nothing of these is sent again meanwhile.
            outcomes = await asyncio.gather(
                *[
                    self._send_partition(producer, topic, partition, batch)
                    for (topic, partition), batch in by_partition.items()
                ],
                return_exceptions=True,
            )
        for (topic, _), outcome in zip(by_partition, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                self._partitions.pop(topic, None)
                raise outcome

    async def _send_partition(
        self, producer: AIOKafkaProducer, topic: str, partition: int, records: list[Outgoing]
    ) -> None:
        source = self._source
        builder = producer.create_batch()
        for record in records:
            key, value, headers = record.key or None, record.value, record.headers(source)
            added = builder.append(timestamp=None, key=key, value=value, headers=headers)
            if added is None:
                # Full: order within a partition asks to wait before the next one is sent.
                await (await producer.send_batch(builder, topic, partition=partition))
                builder = producer.create_batch()
                builder.append(timestamp=None, key=key, value=value, headers=headers)
        builder.close()
        await (await producer.send_batch(builder, topic, partition=partition))

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **self._kafka,
                    acks="all",
                    enable_idempotence=self._idempotent,
                    compression_type=self._compression,
                    linger_ms=0,
                    max_batch_size=MAX_BATCH_BYTES,
                    max_request_size=MAX_REQUEST_BYTES,
                    request_timeout_ms=int(self._timeout * 1000),
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    async def _discard(self) -> None:
        producer, self._producer = self._producer, None
        self._partitions.clear()
        if producer is not None:
            try:
                async with asyncio.timeout(LONGEST_STOP):
                    await producer.stop()
            except Exception as error:  # noqa: BLE001  a broken producer may fail in any way
                log.warning("producer_stop_failed", error=type(error).__name__)

    async def stop(self) -> None:
        """Ends the producer after what it still holds was sent."""
        await self._discard()
