"""A second start on the same data, a fresh one, and a cluster of three."""

from __future__ import annotations

import time

import asyncpg
import pytest
from confluent_kafka import KafkaError, Producer
from confluent_kafka.admin import AdminClient
from vt_local import LocalPlatform
from vt_local.errors import AlreadyRunningError, PlatformError

from .conftest import small_table

pytestmark = pytest.mark.integration


def _platform(folder, **more):
    return LocalPlatform(folder / "data", services=False, access=small_table(), **more)


async def _rows(platform):
    connection = await asyncpg.connect(platform.dsn("intake"))
    try:
        await connection.execute("create table if not exists proef (x int)")
        await connection.execute("insert into proef values (1)")
        return await connection.fetchval("select count(*) from proef")
    finally:
        await connection.close()


async def test_a_second_start_finds_everything_as_it_was_and_a_fresh_one_nothing(tmp_path):
    with _platform(tmp_path) as first:
        known = (first.bootstrap, first.credentials("gm0935"), first.dsn("intake"))
        assert await _rows(first) == 1
        with pytest.raises(AlreadyRunningError):
            _platform(tmp_path).start_all()
    with _platform(tmp_path) as second:
        assert (second.bootstrap, second.credentials("gm0935"), second.dsn("intake")) == known
        assert await _rows(second) == 2
    with pytest.raises(PlatformError, match="horen bij 1 broker"):
        _platform(tmp_path, brokers=3).start_all()
    with _platform(tmp_path, fresh=True) as fresh:
        assert fresh.credentials("gm0935").password != known[1].password
        assert await _rows(fresh) == 1


def test_three_brokers_go_on_without_one(tmp_path):
    with _platform(tmp_path, brokers=3) as platform:
        admin = AdminClient(platform.admin_kafka_config())
        topic = admin.list_topics(timeout=10).topics["melding.ontvangen.v1"]
        assert all(len(each.replicas) == 3 for each in topic.partitions.values())
        platform.stop("kafka-2")
        outcome: list[KafkaError | None] = []
        producer = Producer({**platform.credentials("intake").librdkafka(), "acks": "all"})
        for number in range(20):
            producer.produce(
                "melding.ontvangen.v1",
                b"x",
                key=str(number),
                on_delivery=lambda error, _: outcome.append(error),
            )
        producer.flush(30)
        assert outcome == [None] * 20
        platform.start("kafka-2")
        deadline = time.monotonic() + 30
        while _behind(admin):
            assert time.monotonic() < deadline
            time.sleep(0.2)


def _behind(admin):
    """Return the partitions that a broker has not caught up with."""
    return [
        (name, number)
        for name, topic in admin.list_topics(timeout=10).topics.items()
        for number, each in topic.partitions.items()
        if len(each.isrs) < 3
    ]
