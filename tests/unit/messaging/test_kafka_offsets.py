"""What was handled is told to Kafka in the end, whatever fails on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError
from vt_messaging import kafka_offsets
from vt_messaging.kafka_offsets import KafkaOffsets

A = TopicPartition("a", 0)
B = TopicPartition("a", 1)


class Consumer:
    """Refuses a number of commits, then takes them."""

    def __init__(self, refuses: int) -> None:
        self.refuses = refuses
        self.committed: dict[TopicPartition, int] = {}

    def assignment(self) -> set[TopicPartition]:
        return {A}

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        await asyncio.sleep(0)
        if self.refuses:
            self.refuses -= 1
            raise CommitFailedError
        self.committed.update(offsets)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_offsets, "COMMIT_EVERY", 0.001)


async def until_committed(consumer: Consumer, offset: int) -> None:
    async with asyncio.timeout(5):
        while consumer.committed.get(A) != offset:
            await asyncio.sleep(0.001)


async def test_a_refused_commit_is_made_again_without_a_new_batch() -> None:
    consumer = Consumer(refuses=3)
    offsets = KafkaOffsets(lambda: consumer)  # type: ignore[arg-type,return-value]
    offsets.note({A: 7})
    await offsets.commit_soon()
    await until_committed(consumer, 7)


async def test_a_refused_commit_never_goes_before_a_newer_one() -> None:
    consumer = Consumer(refuses=1)
    offsets = KafkaOffsets(lambda: consumer)  # type: ignore[arg-type,return-value]
    offsets.note({A: 7})
    await offsets.commit()
    offsets.note({A: 9})
    await offsets.commit()
    assert consumer.committed == {A: 9}


async def test_a_partition_that_is_not_ours_is_left_to_its_owner() -> None:
    consumer = Consumer(refuses=0)
    offsets = KafkaOffsets(lambda: consumer)  # type: ignore[arg-type,return-value]
    offsets.note({A: 1, B: 5})
    await offsets.commit()
    assert consumer.committed == {A: 1}


async def test_a_commit_that_is_broken_off_is_made_again() -> None:
    """At a stop the commit that was to come later is cancelled; the last one must hold it all."""
    consumer = Consumer(refuses=0)
    offsets = KafkaOffsets(lambda: consumer)  # type: ignore[arg-type,return-value]
    offsets.note({A: 7})
    underway = asyncio.create_task(offsets.commit())
    await asyncio.sleep(0)
    underway.cancel()
    await asyncio.gather(underway, return_exceptions=True)
    assert consumer.committed == {}
    await offsets.commit()
    assert consumer.committed == {A: 7}
