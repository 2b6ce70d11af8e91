"""One bad destination stops nobody; what could not be sent is sent later, by whoever is there."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from proefdienst import Proefdienst, event
from vt_messaging import deliverer
from vt_messaging.packing import pack, unpack

pytestmark = pytest.mark.integration


async def test_a_missing_destination_holds_up_no_other_and_is_served_once_it_exists(
    dienst: Proefdienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, missing = f"{dienst.name}.goed", f"{dienst.name}.weg"
    dienst.create_topics(good)
    monkeypatch.setattr(deliverer, "SWEEP_EVERY", 0.2)
    dienst.edge = missing
    dienst.send(event("voor niemand"))
    async with dienst.running(publish_timeout=2.0) as wiring:
        await dienst.until("select count(*) from geteld", 1)
        dienst.edge = good
        dienst.send(*[event("goed") for _ in range(10)])
        await dienst.until("select count(*) from geteld", 11)
        await dienst.until("select count(*) from delivery", 1)
        assert len(dienst.read(good)) == 10
        dienst.create_topics(missing)
        async with asyncio.timeout(30):
            while await wiring.pool.fetchval("select count(*) from delivery"):
                await wiring.pool.execute(
                    "update delivery set lease_until = lease_until - interval '5 minutes'"
                )
                await asyncio.sleep(0.3)
    assert len(dienst.read(missing)) >= 1


async def test_one_refused_event_of_a_parcel_stays_and_the_others_go(dienst: Proefdienst) -> None:
    edge = f"{dienst.name}.klein"
    dienst.create_topics(edge, config={"max.message.bytes": "2000"})
    dienst.edge = edge
    dienst.send(*[event("x" * 5000 if n == 4 else f"past-{n}") for n in range(10)])
    async with dienst.running() as wiring:
        await dienst.until("select count(*) from geteld", 10)
        async with asyncio.timeout(30):
            while True:
                rows = await wiring.pool.fetch("select events from delivery")
                left = [one for row in rows for one in unpack(row["events"])]
                if len(left) == 1:
                    break
                await asyncio.sleep(0.05)
    assert b"x" * 5000 in left[0].value
    arrived = Counter(dict(r.headers())["ce_id"] for r in dienst.read(edge))
    assert len(arrived) == 9
    assert left[0].event_id.encode() not in arrived


async def test_a_delivery_that_never_succeeds_asks_a_person(
    dienst: Proefdienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliverer, "ATTEMPTS_BEFORE_WORK_ITEM", 2)
    dienst.edge = f"{dienst.name}.weg"
    dienst.send(event())
    async with dienst.running(publish_timeout=0.5) as wiring:
        await dienst.until("select count(*) from delivery", 1)
        async with asyncio.timeout(30):
            while not await wiring.pool.fetchval("select count(*) from work_item"):
                await wiring.pool.execute(
                    "update delivery set lease_until = lease_until - interval '5 minutes'"
                )
                await wiring.deliverer.sweep()
                await asyncio.sleep(0.2)
    items = await dienst.fetch("select kind, state from work_item")
    assert [(i["kind"], i["state"]) for i in items] == [("onbezorgd", "open")]


async def test_a_delivery_left_by_a_dead_process_is_taken_over(dienst: Proefdienst) -> None:
    edge = f"{dienst.name}.rand"
    dienst.create_topics(edge)
    dienst.edge = f"{dienst.name}.weg"
    dienst.send(event())
    async with dienst.running(publish_timeout=0.3):
        await dienst.until("select count(*) from delivery", 1)
    rows = await dienst.fetch("select events from delivery")
    [[undelivered]] = [unpack(row["events"]) for row in rows]
    await dienst.fetch(
        "update delivery set destination = $1, events = $2, "
        "lease_until = lease_until - interval '1 hour'",
        edge,
        pack([undelivered._replace(topic=edge)]),
    )
    async with dienst.running():
        await dienst.until("select count(*) from delivery", 0)
    assert len(dienst.read(edge)) == 1
