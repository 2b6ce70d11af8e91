"""Crashes, zombies and rebalances: every record handled once, every event published."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from aiokafka.errors import KafkaError
from proefdienst import Proefdienst, event
from vt_messaging.publisher import Publisher
from vt_messaging.records import Outgoing

pytestmark = pytest.mark.integration
COUNT = "select count(*) from geteld"


async def test_what_was_committed_but_not_published_is_published_by_the_next_owner(
    dienst: Proefdienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: Publisher, records: Sequence[Outgoing]) -> None:
        raise KafkaError("the process dies here, between commit and publish")

    dienst.send(*[event(str(i)) for i in range(40)])
    with monkeypatch.context() as crash:
        crash.setattr(Publisher, "publish", broken)
        async with dienst.running():
            await dienst.until(COUNT, 40)
    assert dienst.read(dienst.output) == []
    async with dienst.running():
        await dienst.until("select min(published) from progress where part = 0", 40)
    assert len(dienst.read(dienst.output)) == 40
    assert len(await dienst.counted()) == 40


async def test_a_batch_over_several_partitions_moves_each_progress_row(
    dienst: Proefdienst,
) -> None:
    for partition in range(3):
        dienst.send(*[event(f"{partition}-{i}") for i in range(5)], partition=partition)
    async with dienst.running():
        await dienst.until(COUNT, 15)
    rows = await dienst.fetch("select part, next from progress order by part")
    assert [(r["part"], r["next"]) for r in rows] == [(0, 5), (1, 5), (2, 5)]


async def test_a_stale_consumer_writes_nothing_and_reads_the_progress_again(
    dienst: Proefdienst,
) -> None:
    dienst.send(event("eerste"))
    async with dienst.running() as wiring:
        await dienst.until(COUNT, 1)
        # Another owner handled offsets 1 and 2, while this one still thinks that 1 is next.
        await wiring.pool.execute("update progress set next = 3, published = 3 where part = 0")
        dienst.send(event("gestolen-1"), event("gestolen-2"), event("van mij"))
        await dienst.until(COUNT, 2)
        assert wiring.metrics.stale._value.get() >= 1  # type: ignore[attr-defined]
    assert sorted(w for w in await dienst.counted() if w) == ["eerste", "van mij"]


async def test_a_rebalance_in_full_flow_loses_and_doubles_nothing(dienst: Proefdienst) -> None:
    for partition in range(3):
        dienst.send(*[event(str(i)) for i in range(400)], partition=partition)
    async with dienst.running(batch_size=20):
        async with dienst.running(batch_size=20):
            await dienst.until("select count(*) > 300 from geteld", True)
            async with dienst.running(batch_size=20):
                await dienst.until("select count(*) > 700 from geteld", True)
        await dienst.until(COUNT, 1200)
    assert await dienst.fetch("select 1 from dead_letter") == []
    ids = Counter(dict(r.headers())["ce_id"] for r in dienst.read(dienst.output))
    assert len(ids) == 1200


async def test_a_conflict_decides_again_and_a_repeat_is_not_counted_twice(
    dienst: Proefdienst,
) -> None:
    record = event("een keer")
    dienst.send(record, record)  # the same melding id twice: the second violates the key
    dienst.send(event("daarna"))
    async with dienst.running():
        await dienst.until(COUNT, 2)
        await dienst.until("select next from progress where part = 0", 3)
    letters = await dienst.fetch("select error from dead_letter")
    assert [r["error"] for r in letters] == ["UniqueViolationError"]


async def test_one_of_many_new_rows_that_exists_undoes_the_whole_batch(
    dienst: Proefdienst,
) -> None:
    """Many new rows are copied: in the same transaction as all else, or not at all."""
    records = [event(str(i)) for i in range(300)]
    dienst.send(records[150])
    async with dienst.running():
        await dienst.until(COUNT, 1)
    dienst.send(*records)  # the one in the middle again: it violates the key
    async with dienst.running():
        await dienst.until(COUNT, 300)
        await dienst.until("select next from progress where part = 0", 301)
    letters = await dienst.fetch("select error from dead_letter")
    assert [r["error"] for r in letters] == ["UniqueViolationError"]
    assert len({dict(r.headers())["ce_id"] for r in dienst.read(dienst.output)}) == 300


async def test_kafka_offsets_ahead_of_the_progress_row_pass_nothing_over(
    dienst: Proefdienst,
) -> None:
    """After a restore of the database Kafka's offsets are ahead; the progress row is the truth."""
    dienst.send(*[event(str(i)) for i in range(300)])
    async with dienst.running(batch_size=50):
        await dienst.until(COUNT, 300)
    await dienst.fetch("delete from geteld")
    await dienst.fetch("delete from outbox")
    await dienst.fetch("update progress set next = 0, published = 0 where part = 0")
    dienst.send(*[event(str(i)) for i in range(300, 600)])
    async with dienst.running(batch_size=50):
        await dienst.until(COUNT, 600)
    assert sorted(int(w) for w in await dienst.counted() if w) == list(range(600))


async def test_a_fetch_from_before_a_seek_passes_nothing_over(
    dienst: Proefdienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    dienst.send(*[event(str(i)) for i in range(10)])
    async with dienst.running() as wiring:
        await dienst.until(COUNT, 10)
        assert wiring.consumer is not None
        [tp] = [tp for tp in wiring.consumer.assignment if tp.partition == 0]
        # The consumer runs ahead of what was handled, as an old fetch does.
        dienst.send(*[event(str(i)) for i in range(10, 20)], partition=1)
        wiring.consumer.consumer.pause(tp)
        dienst.send(*[event(str(i)) for i in range(20, 40)])
        wiring.consumer.consumer.seek(tp, 25)
        wiring.consumer.consumer.resume(tp)
        await dienst.until(COUNT, 40)
    assert sorted(int(w) for w in await dienst.counted() if w) == list(range(40))


async def test_events_of_one_key_stay_in_order_on_one_partition(dienst: Proefdienst) -> None:
    key = uuid.uuid4()
    publisher = Publisher(dienst.settings().kafka(), "urn:x", 20)
    now = datetime.now(UTC)
    records = [
        Outgoing(dienst.output, key.bytes, str(i), "t", "application/json", None, now, b"x" * 9000)
        for i in range(1500)
    ]
    await publisher.publish(records)
    await publisher.stop()
    found = dienst.read(dienst.output)
    assert len({r.partition() for r in found}) == 1
    assert [dict(r.headers())["ce_id"] for r in found] == [str(i).encode() for i in range(1500)]


async def test_a_topic_made_anew_pauses_instead_of_passing_records_over(
    dienst: Proefdienst,
) -> None:
    dienst.send(event("oud-1"), event("oud-2"), event("oud-3"))
    async with dienst.running():
        await dienst.until(COUNT, 3)
    dienst.delete_topic(dienst.input)
    dienst.create_topics(dienst.input)
    dienst.send(event("nieuw"))
    async with dienst.running() as wiring:
        async with asyncio.timeout(20):
            while (await wiring.health.ready()).checks.get("pauze") != "TopicRecreatedError":
                await asyncio.sleep(0.05)
    assert len(await dienst.counted()) == 3


async def test_a_refused_publish_does_not_wedge_the_next_one(dienst: Proefdienst) -> None:
    """aiokafka issue 1017: after a record that is refused the idempotent producer can stay stuck."""
    now = datetime.now(UTC)

    def out(topic: str, size: int) -> Outgoing:
        return Outgoing(topic, b"k", "1", "t", "application/json", None, now, b"\x00" * size)

    publisher = Publisher(dienst.settings().kafka(), "urn:x", 20)
    incompressible = out(dienst.output, 0)._replace(value=os.urandom(3_000_000))
    with pytest.raises(KafkaError):
        await publisher.publish([incompressible])
    await publisher.publish([out(dienst.output, 10)])
    await publisher.stop()
    assert len(dienst.read(dienst.output)) == 1
