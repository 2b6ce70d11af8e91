"""A database or broker that is away pauses; nothing becomes a dead letter for it."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit, urlunsplit

import pytest
from proefdienst import Proefdienst, event, until_paused
from pydantic import SecretStr
from tcp_proxy import TcpProxy
from vt_messaging.health import watch

pytestmark = pytest.mark.integration
COUNT = "select count(*) from geteld"


async def behind_proxy(dienst: Proefdienst) -> tuple[TcpProxy, SecretStr]:
    parts = urlsplit(dienst.dsn)
    proxy = TcpProxy(parts.port or 5432)
    port = await proxy.start()
    place = f"{parts.username}:{parts.password}@127.0.0.1:{port}"
    return proxy, SecretStr(urlunsplit(parts._replace(netloc=place)))


async def test_a_database_that_goes_away_pauses_and_everything_goes_on_when_it_is_back(
    dienst: Proefdienst,
) -> None:
    proxy, dsn = await behind_proxy(dienst)
    dienst.send(event("voor"))
    async with dienst.running(database_dsn=dsn) as wiring:
        await dienst.until(COUNT, 1)
        proxy.cut()
        dienst.send(*[event("tijdens") for _ in range(20)])
        await until_paused(wiring)
        assert wiring.health.live().ok, "waiting is no reason to be restarted"
        proxy.restore()
        await dienst.until(COUNT, 21)
    await proxy.stop()
    assert await dienst.fetch("select 1 from dead_letter") == []
    assert len({dict(r.headers())["ce_id"] for r in dienst.read(dienst.output)}) == 21


async def test_a_process_that_starts_without_its_database_starts_working_when_it_comes(
    dienst: Proefdienst,
) -> None:
    proxy, dsn = await behind_proxy(dienst)
    proxy.cut()
    dienst.send(event())
    async with dienst.running(database_dsn=dsn) as wiring:
        await until_paused(wiring)
        proxy.restore()
        await dienst.until(COUNT, 1)
    await proxy.stop()


async def test_the_watchdog_ends_a_process_whose_consumer_stopped_polling(
    dienst: Proefdienst,
) -> None:
    ended = asyncio.Event()
    async with dienst.running(poll_silence_limit=1.0) as wiring:
        async with asyncio.timeout(20):
            while not (await wiring.health.ready()).ok:
                await asyncio.sleep(0.05)
        assert wiring.consumer is not None
        silent = asyncio.Event()

        async def stuck(*args: object, **kwargs: object) -> None:
            await silent.wait()

        wiring.consumer.consumer.getmany = stuck
        watcher = asyncio.create_task(watch(wiring.health, ended.set))
        async with asyncio.timeout(15):
            await ended.wait()
        silent.set()
        await watcher


async def test_shutdown_finishes_the_batch_in_hand(dienst: Proefdienst) -> None:
    dienst.send(*[event(str(i)) for i in range(300)])
    async with dienst.running(batch_size=100):
        await dienst.until("select count(*) >= 100 from geteld", True)
    done = len(await dienst.counted())
    progress = await dienst.fetch("select next, published from progress where part = 0")
    assert progress[0]["next"] == done, "what is counted is what progress says"
    published = {dict(r.headers())["ce_id"] for r in dienst.read(dienst.output)}
    assert len(published) == done, "and all of it was published"
