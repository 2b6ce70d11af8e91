"""The real engines: closed to whom they must be, open to whom they must be."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient
from vt_local import LocalPlatform
from vt_local.access_table import AccessTable, Permission, Topic
from vt_local.kafka_provisioning import provision_kafka

from .conftest import MIB, small_table

pytestmark = pytest.mark.integration


def _produce(
    config: dict[str, Any], topic: str, value: bytes = b"x", *, patience_ms: int = 15_000
) -> KafkaError | None:
    """Return the error with which a record was refused, or None when it was accepted."""
    outcome: list[KafkaError | None] = []
    producer = Producer(
        {**config, "message.max.bytes": 20 * MIB, "message.timeout.ms": patience_ms, "log_level": 0}
    )
    producer.produce(topic, value, on_delivery=lambda error, _: outcome.append(error))
    producer.flush(20)
    return outcome[0]


def _read_one(config: dict[str, Any], topic: str, group: str) -> Any:
    """Return the value of the first record, or the error that came instead of it."""
    consumer = Consumer(
        {**config, "group.id": group, "auto.offset.reset": "earliest", "log_level": 0}
    )
    try:
        consumer.subscribe([topic])
        for _ in range(100):
            message = consumer.poll(0.2)
            if message is not None:
                return message.error().code() if message.error() else message.value()
    finally:
        consumer.close()
    return None


def _principal(engines: LocalPlatform, name: str) -> dict[str, Any]:
    return engines.credentials(name).librdkafka()


def test_a_gemeente_reads_what_is_meant_for_it(engines):
    value = uuid.uuid4().bytes
    topic = "overdracht.gm0935.v1"
    assert _produce(_principal(engines, "routing"), topic, value) is None
    assert _read_one(_principal(engines, "gm0935"), topic, "gm0935") == value


def test_a_gemeente_cannot_read_write_or_list_another_ones_topic(engines):
    config = _principal(engines, "gm0888")
    theirs = "overdracht.gm0935.v1"
    refused = KafkaError.TOPIC_AUTHORIZATION_FAILED
    assert _read_one(config, theirs, "gm0888") == refused
    written = _produce(config, theirs)
    assert written is not None
    assert written.code() == refused
    seen = AdminClient({**config, "log_level": 0}).list_topics(timeout=10).topics
    assert set(seen) == {"overdracht.gm0888.v1", "overdracht.gm0888.antwoord.v1"}


def test_a_gemeente_cannot_join_another_ones_group(engines):
    answer = _read_one(_principal(engines, "gm0888"), "overdracht.gm0888.v1", "gm0935")
    assert answer == KafkaError.GROUP_AUTHORIZATION_FAILED


def test_a_gemeente_cannot_give_itself_rights_or_topics(engines):
    admin = AdminClient({**_principal(engines, "gm0888"), "log_level": 0})
    from confluent_kafka.admin import NewTopic

    with pytest.raises(KafkaException) as refused:
        admin.create_topics([NewTopic("x", 1, 1)])["x"].result(20)
    assert refused.value.args[0].code() == KafkaError.TOPIC_AUTHORIZATION_FAILED


@pytest.mark.parametrize(
    "changes",
    [
        {"sasl.password": "fout"},
        {"sasl.username": "niemand"},
        {"sasl.mechanism": "PLAIN"},
        {"security.protocol": "PLAINTEXT"},
    ],
)
def test_without_the_right_password_nobody_comes_in(engines, changes):
    config = {**_principal(engines, "gm0935"), **changes, "log_level": 0}
    with pytest.raises(KafkaException):
        AdminClient(config).list_topics(timeout=3)


def test_a_topic_is_not_made_by_writing_to_it(engines):
    error = _produce(engines.admin_kafka_config(), f"niet-{uuid.uuid4()}", patience_ms=3_000)
    assert error is not None


@pytest.mark.parametrize(
    ("principal", "topic", "size", "accepted"),
    [
        ("intake", "melding.ontvangen.v1", 5 * MIB, False),
        ("intake", "melding.ontvangen.v1", MIB // 2, True),
        ("politie-limburg", "aanlevering.politie-limburg.v1", 5 * MIB, True),
        ("politie-limburg", "aanlevering.politie-limburg.v1", 9 * MIB, False),
    ],
)
def test_a_partner_may_send_more_than_the_keten_handles(engines, principal, topic, size, accepted):
    error = _produce(_principal(engines, principal), topic, b"x" * size)
    if accepted:
        assert error is None
    else:
        assert error is not None
        assert error.code() == KafkaError.MSG_SIZE_TOO_LARGE


def _provision(engines: LocalPlatform, table: AccessTable, *names: str) -> Any:
    admin = AdminClient(engines.admin_kafka_config())
    passwords = {name: engines.credentials(name).password for name in names}
    return provision_kafka(admin, table, passwords, 1)


def test_provisioning_again_changes_nothing(engines):
    assert not _provision(engines, small_table(), *small_table().principals)


def test_what_the_table_adds_is_made_and_what_it_drops_is_removed(engines):
    table = small_table()
    topic = Topic(f"proef.{uuid.uuid4()}", 1)
    extra = Permission("gm0888", "topic", topic.name, "READ")
    wider = replace(table, topics=(*table.topics, topic), permissions=table.permissions | {extra})
    assert _provision(engines, wider).permissions_added == (extra,)
    changed = replace(wider, topics=(*table.topics, replace(topic, partitions=2)))
    assert _provision(engines, changed).topics_changed == (topic.name,)
    shorter = replace(changed, topics=(replace(changed.topics[-1], retention_days=3),))
    assert _provision(engines, shorter).topics_changed == (topic.name,)
    assert not _provision(engines, shorter)
    changes = _provision(engines, table)
    assert changes.permissions_removed == (extra,)
    assert changes.topics_made == ()


async def test_a_service_has_its_schema_and_no_other(engines):
    intake = await asyncpg.connect(engines.dsn("intake"))
    try:
        await intake.execute("create table if not exists proef (x int)")
        assert await intake.fetchval("select to_regclass('intake.proef')") is not None
        for statement in (
            "create table triage.proef (x int)",
            "create table public.proef (x int)",
            "create schema nog_een",
            "create database nog_een",
            "create role nog_een",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await intake.execute(statement)
    finally:
        await intake.close()
    triage = await asyncpg.connect(engines.dsn("triage"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await triage.fetch("select * from intake.proef")
    finally:
        await triage.close()


async def test_the_database_asks_for_a_password(engines):
    wrong = engines.dsn("intake").replace(engines.dsn("intake").split(":")[2].split("@")[0], "x")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)


async def test_the_database_keeps_what_it_acknowledges(engines):
    connection = await asyncpg.connect(engines.admin_dsn)
    try:
        for setting, value in (
            ("fsync", "on"),
            ("synchronous_commit", "on"),
            ("jit", "off"),
            ("max_connections", "200"),
        ):
            assert await connection.fetchval(f"show {setting}") == value
    finally:
        await connection.close()


async def test_both_engines_come_back_after_a_kill_with_what_they_had(engines):
    topic, value = "overdracht.gm0888.v1", uuid.uuid4().bytes
    connection = await asyncpg.connect(engines.dsn("routing"))
    await connection.execute("create table if not exists proef (x bytea)")
    await connection.execute("insert into proef values ($1)", value)
    assert _produce(_principal(engines, "routing"), topic, value) is None

    before = engines.processes
    for name in ("kafka-1", "postgres"):
        engines.kill(name)
    deadline = asyncio.get_running_loop().time() + 30
    while any(engines.processes.get(name) in (None, pid) for name, pid in before.items()):
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.1)
    engines.wait_ready("kafka-1", "postgres")

    assert _read_one(_principal(engines, "gm0888"), topic, "gm0888") == value
    again = await _connect_when_recovered(engines.dsn("routing"))
    try:
        assert await again.fetchval("select count(*) from proef where x = $1", value) == 1
    finally:
        await again.close()


async def _connect_when_recovered(dsn: str) -> asyncpg.Connection:
    for _ in range(100):
        try:
            return await asyncpg.connect(dsn)
        except (OSError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(0.1)
    raise TimeoutError(dsn)
