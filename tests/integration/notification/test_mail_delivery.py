"""Mail from the delivery rows to a relay, by the deliverer, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from notification.mail import compose
from notification.mail_rows import PostgresMailRows
from notification.smtp import MailChannel
from notification.smtp import Relay as RelaySettings
from vt_messaging.deliverer import Deliverer
from vt_messaging.delivery_rows import TakenOverError
from vt_messaging.metrics import Metrics
from vt_messaging.records import Outgoing, Parcel
from vt_messaging.unit import Unit

pytestmark = pytest.mark.integration

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SENDER = "Veilig Thuis <noreply@veiligthuis.example>"
Written = Callable[[Callable[[Unit], Any]], Any]


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def mails(written: Written) -> Callable[..., Any]:
    """Puts mails to these addresses in the table; returns them as a handler hands them over."""

    async def make(*addresses: str) -> list[Parcel]:
        melding = uuid4()

        async def fill(unit: Unit) -> None:
            for n, to in enumerate(addresses):
                identity = f"{melding}:notification:na-triage:routing.{n}"
                value = compose(
                    sender=SENDER, to=to, nummer="VT-1", text="x", delivery_id=identity, at=NOW
                )
                out = Outgoing(
                    "mail", melding.bytes, identity, "mail", "message/rfc822", None, NOW, value
                )
                unit.deliver_record("mail", "smtp", identity, out)

        unit = await written(fill)
        return list(unit.parcels)

    return make


@asynccontextmanager
async def delivering(pool: asyncpg.Pool, clock: Hands, port: int) -> AsyncIterator[Deliverer]:
    channel = MailChannel(
        PostgresMailRows(pool, clock), RelaySettings("127.0.0.1", port, SENDER, timeout=1)
    )
    deliverer = Deliverer(pool, clock, {"mail": channel}, Metrics("notification", "regulier"))
    await deliverer.start()
    yield deliverer
    await deliverer.stop()
    channel.close()
    await asyncio.sleep(0)


async def test_what_the_relay_took_is_gone_with_one_receipt_each(
    pool: asyncpg.Pool, clock: Hands, relay: Any, mails: Any, until: Any
) -> None:
    parcels = await mails("a@school.example", "b@school.example")
    async with delivering(pool, clock, relay.port) as deliverer:
        deliverer.hand_over(parcels)
        await until(lambda: pool.fetchval("select count(*) from delivery"), 0)
    rows = await pool.fetch("select who, what, about, details from audit order by id")
    assert [(r["who"], r["what"]) for r in rows] == [("verzender", "bezorgd")] * 2
    assert rows[0]["about"] == UUID(parcels[0].id[:36])
    assert json.loads(rows[0]["details"]) == {
        "id": parcels[0].id, "kanaal": "mail", "pogingen": 1, "onzeker": False,
    }  # fmt: skip
    assert relay.taken == [p.events[0].value for p in parcels]


async def test_an_unknown_address_becomes_a_task_and_the_others_go(
    pool: asyncpg.Pool, clock: Hands, relay: Any, mails: Any, until: Any
) -> None:
    relay.unknown.add("weg@school.example")
    parcels = await mails("a@school.example", "weg@school.example", "b@school.example")
    async with delivering(pool, clock, relay.port) as deliverer:
        deliverer.hand_over(parcels)
        await until(lambda: pool.fetchval("select count(*) from delivery"), 0)
    assert len(relay.taken) == 2
    (item,) = await pool.fetch("select * from work_item")
    assert (item["kind"], item["state"], item["version"]) == ("mail-onbestelbaar", "open", 1)
    assert item["about"] == UUID(parcels[1].id[:36])
    assert json.loads(item["details"]) == {
        "bezorging": parcels[1].id, "moment": "na-triage", "code": 550,
    }  # fmt: skip
    assert "weg@" not in repr(dict(item))
    noted = await pool.fetch("select what from audit order by what")
    assert [r["what"] for r in noted] == ["bezorgd", "bezorgd", "onbestelbaar"]


async def test_a_mail_in_doubt_is_sent_again_as_the_same_mail_and_recorded(
    pool: asyncpg.Pool, clock: Hands, relay: Any, mails: Any, until: Any
) -> None:
    relay.silent = True
    parcels = await mails("a@school.example")
    async with delivering(pool, clock, relay.port) as deliverer:
        deliverer.hand_over(parcels)
        await until(lambda: pool.fetchval("select uncertain from delivery"), True)
        await until(lambda: _tried(relay), 1)
        relay.silent = False
        clock.now += timedelta(minutes=5)
        await until(lambda: pool.fetchval("select count(*) from delivery"), 0)
    assert relay.taken[0] == relay.taken[1]
    details = json.loads(await pool.fetchval("select details from audit"))
    assert (details["onzeker"], details["pogingen"]) == (True, 2)


async def _tried(relay: Any) -> int:
    return len(relay.taken)


async def test_a_process_that_dies_while_the_text_is_on_its_way_leaves_a_row_in_doubt(
    pool: asyncpg.Pool, clock: Hands, mails: Any
) -> None:
    (parcel,) = await mails("a@school.example")
    rows = PostgresMailRows(pool, clock)
    await rows.mark(parcel)
    row = await pool.fetchrow("select uncertain, lease_until from delivery")
    assert row["uncertain"]
    assert row["lease_until"] == NOW + timedelta(minutes=2)
    assert await rows.uncertain([parcel]) == {parcel.id: True}


async def test_who_lost_a_mail_to_a_sweep_can_not_send_it(
    pool: asyncpg.Pool, clock: Hands, mails: Any
) -> None:
    (parcel,) = await mails("a@school.example")
    rows = PostgresMailRows(pool, clock)
    await pool.execute("update delivery set attempts = attempts + 1")
    with pytest.raises(TakenOverError):
        await rows.mark(parcel)
    await rows.unmark(parcel, True)
    assert not await pool.fetchval("select uncertain from delivery")
    await rows.mark(parcel._replace(attempts=1))
    assert await pool.fetchval("select uncertain from delivery")


async def test_noting_twice_leaves_one_receipt_and_one_task(
    pool: asyncpg.Pool, clock: Hands, mails: Any
) -> None:
    sent, refused = await mails("a@school.example", "b@school.example")
    rows = PostgresMailRows(pool, clock)
    for _ in range(2):
        await rows.note_sent(sent, False)
        await rows.note_refused(refused, 550)
    assert await pool.fetchval("select count(*) from audit") == 2
    assert await pool.fetchval("select count(*) from work_item") == 1
