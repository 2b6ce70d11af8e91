"""HTTP commands and timers: durable before the answer, published whoever survives."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

import pytest
from proefdienst import GETELD, Proefdienst
from pydantic import SecretStr
from tcp_proxy import TcpProxy
from vt_contracts.codes import Moment, Urgentie
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.commands import SOURCE, Command, UnavailableError
from vt_messaging.unit import Unit

pytestmark = pytest.mark.integration
COUNT = "select count(*) from geteld"


class Counting:
    """The command of these tests: count a word and tell of it; the answer is the word."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self.sizes: list[int] = []

    async def count(self, batch: Sequence[Command[str]], unit: Unit) -> list[str]:
        self.sizes.append(len(batch))
        for command in batch:
            if command.content == "kapot":
                raise ValueError("this one cannot be handled")
            identity = uuid.uuid4()
            unit.insert(GETELD, (identity, 1, command.content))
            status = MeldingStatusV1(
                melding_id=identity,
                nummer="n",
                versie=1,
                schrijver="proef",
                moment=Moment.ONTVANGEN,
                op=datetime.now(UTC),
                urgentie=Urgentie.REGULIER,
            )
            unit.emit(command, self._topic, identity.bytes, status, str(identity))
        return [command.content for command in batch]


async def test_commands_that_wait_together_are_one_batch_and_a_bad_one_fails_alone(
    dienst: Proefdienst,
) -> None:
    counting = Counting(dienst.output)
    async with dienst.running(role="api") as wiring:
        assert wiring.commands is not None
        words = ["kapot" if i == 37 else str(i) for i in range(120)]
        answers = await asyncio.gather(
            *[wiring.commands.run(counting.count, word) for word in words],
            return_exceptions=True,
        )
        await dienst.until(COUNT, 119)
    assert isinstance(answers[37], ValueError)
    assert [a for i, a in enumerate(answers) if i != 37] == [w for w in words if w != "kapot"]
    assert max(counting.sizes) > 50
    assert len(dienst.read(dienst.output)) == 119


async def test_a_caller_that_leaves_changes_nothing(dienst: Proefdienst) -> None:
    counting = Counting(dienst.output)
    async with dienst.running(role="api") as wiring:
        assert wiring.commands is not None
        caller = asyncio.create_task(wiring.commands.run(counting.count, "blijft"))
        await asyncio.sleep(0)
        caller.cancel()
        await dienst.until(COUNT, 1)
    assert len(dienst.read(dienst.output)) == 1


async def test_without_kafka_commands_are_kept_and_published_by_another_process_later(
    dienst: Proefdienst,
) -> None:
    counting = Counting(dienst.output)
    settings = {"role": "api", "kafka_bootstrap": "127.0.0.1:1", "publish_timeout": 1.0}
    async with dienst.running(**settings) as wiring:
        assert wiring.commands is not None
        assert await wiring.commands.run(counting.count, "bewaard") == "bewaard"
    assert dienst.read(dienst.output) == []
    async with dienst.running(role="api") as wiring:
        assert wiring.commands is not None
        assert await wiring.commands.publish_orphans() == 1
    assert len(dienst.read(dienst.output)) == 1
    rows = await dienst.fetch("select next, published from progress where source = $1", SOURCE)
    assert [(r["next"], r["published"]) for r in rows] == [(1, 1)]


async def test_without_a_database_a_command_is_refused_and_works_again_after(
    dienst: Proefdienst,
) -> None:
    counting = Counting(dienst.output)
    parts = urlsplit(dienst.dsn)
    proxy = TcpProxy(parts.port or 5432)
    port = await proxy.start()
    place = f"{parts.username}:{parts.password}@127.0.0.1:{port}"
    dsn = SecretStr(urlunsplit(parts._replace(netloc=place)))
    async with dienst.running(role="api", database_dsn=dsn) as wiring:
        assert wiring.commands is not None
        await wiring.commands.run(counting.count, "voor")
        proxy.cut()
        with pytest.raises(UnavailableError):
            await wiring.commands.run(counting.count, "verloren")
        proxy.restore()
        assert await wiring.commands.run(counting.count, "na") == "na"
    await proxy.stop()
    assert sorted(w for w in await dienst.counted() if w) == ["na", "voor"]
    assert len({dict(r.headers())["ce_id"] for r in dienst.read(dienst.output)}) == 2
