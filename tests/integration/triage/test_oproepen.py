"""Pages on real PostgreSQL: two replicas, and a provider that is slow, dies, refuses or fails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from triage.oproepdienst import OproepChannel, Provider
from triage.postgres import PostgresOproepRows
from vt_messaging.deliverer import Deliverer
from vt_messaging.metrics import Metrics

pytestmark = pytest.mark.integration
ACUUT = {"wapen": "ja"}
FRONTOFFICE = {"Authorization": "Bearer fo-1:frontoffice"}


class ProviderServer:
    """A real HTTP server; `script` says what it does with each page, the last for all after."""

    def __init__(self) -> None:
        self.script = ["ok"]
        self.taken: list[tuple[str, str, dict[str, Any]]] = []
        self.goes_on = asyncio.Event()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(
            line.split(": ", 1) for line in head.lower().split("\r\n")[1:] if ": " in line
        )
        body = await reader.readexactly(int(headers["content-length"]))
        does = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if does in ("ok", "dies", "slow"):
            self.taken.append(
                (headers["idempotency-key"], headers["authorization"], json.loads(body))
            )
        if does == "slow":
            await self.goes_on.wait()
        if does not in ("dies", "slow"):
            code = "202 Accepted" if does == "ok" else f"{does} No"
            writer.write(
                f"HTTP/1.1 {code}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()
            )
        writer.close()


@pytest.fixture
async def provider() -> AsyncIterator[ProviderServer]:
    server = ProviderServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/oproepen"
    yield server
    server.goes_on.set()
    listening.close()


@asynccontextmanager
async def delivering(service: Any, url: str, patience: float = 5.0) -> AsyncIterator[Deliverer]:
    def clock() -> datetime:
        return service.now  # type: ignore[no-any-return]

    channel = OproepChannel(
        PostgresOproepRows(service.pool, clock), Provider(url, "geheim", patience)
    )
    deliverer = Deliverer(service.pool, clock, {"oproep": channel}, Metrics("triage", "api"))
    await deliverer.start()
    yield deliverer
    await deliverer.stop()


async def wait_for(pool: Any, query: str, wanted: Any) -> None:
    found = None
    try:
        async with asyncio.timeout(15):
            while (found := await pool.fetchval(query)) != wanted:
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"{query}: {found!r}, not {wanted!r}") from None


@pytest.fixture
async def page(service: Any, make: Any) -> list[Any]:
    """The parcel of the first page of an acute melding, written."""
    await service.receive(make(1, signalen=ACUUT))
    service.now += timedelta(minutes=5)
    unit_of: list[Any] = []

    async def fill(unit: Any) -> None:
        from vt_messaging.commands import Command

        await service.acute.watch([Command(None, 0, 99, None)], unit)
        unit_of.append(unit)

    await service.batches.write(fill)
    assert len(unit_of[-1].parcels) == 1
    return list(unit_of[-1].parcels)


async def test_several_replicas_never_page_twice(service: Any, make: Any) -> None:
    await service.receive(*(make(n, signalen=ACUUT) for n in range(1, 6)))
    replicas = [service.copy(1000 * n) for n in range(1, 5)]
    for minute in (5, 10, 15):
        now = service.now + timedelta(minutes=minute)
        for replica in replicas:
            replica.now = now
        await asyncio.gather(*(r.run(r.acute.watch, None) for r in replicas for _ in range(3)))
        rows = await service.fetch("select oproepen from acute_melding")
        assert [r["oproepen"] for r in rows] == [minute // 5] * 5
    ids = await service.fetch("select id from delivery where channel = 'oproep'")
    assert len(ids) == 15
    items = await service.fetch("select priority from work_item where kind = 'acuut-onbevestigd'")
    assert [i["priority"] for i in items] == [2] * 5


async def test_waiting_survives_a_restart(service: Any, make: Any) -> None:
    await service.receive(make(1, signalen=ACUUT))
    another = service.copy(5000)
    another.now = service.now + timedelta(minutes=5)
    assert await another.run(another.acute.watch, None) == 1


async def test_the_provider_is_asked_once_with_token_and_key(
    service: Any, provider: ProviderServer, page: Any
) -> None:
    async with delivering(service, provider.url) as deliverer:
        deliverer.hand_over(page)
        await wait_for(service.pool, "select count(*) from delivery", 0)
        deliverer.hand_over(page)  # offered again: it is gone, so nobody is called
    ((key, authorization, body),) = provider.taken
    assert key == page[0].id == body["kenmerk"]
    assert authorization == "bearer geheim"
    assert (body["tekst"], body["naar"]) == ("Acuut: VT-2026-0000001-1", "+31433000001")
    (receipt,) = await service.fetch("select details from audit where what = 'bezorgd'")
    assert json.loads(receipt["details"])["onzeker"] is False


@pytest.mark.parametrize("does", ["dies", "slow"])
async def test_an_uncertain_page_is_recorded_and_sent_again_with_the_same_key(
    service: Any, provider: ProviderServer, page: Any, does: str
) -> None:
    provider.script = [does, "ok"]
    async with delivering(service, provider.url, patience=0.3) as deliverer:
        deliverer.hand_over(page)
        await wait_for(service.pool, "select uncertain from delivery", True)
        await wait_for(
            service.pool,
            "select count(*) from delivery where lease_until < '2026-11-23T12:05:30Z'", 1,
        )  # fmt: skip
        deliverer._destinations.clear()  # its rest is over; the test does not wait for it
        service.now += timedelta(minutes=1)
        await deliverer.sweep()
        await wait_for(service.pool, "select count(*) from delivery", 0)
    assert [key for key, _, _ in provider.taken] == [page[0].id] * 2
    (receipt,) = await service.fetch("select details from audit where what = 'bezorgd'")
    assert json.loads(receipt["details"])["onzeker"] is True


@pytest.mark.parametrize(("does", "doubt"), [("500", True), ("429", False), ("401", False)])
async def test_a_failing_provider_is_tried_again(
    service: Any, provider: ProviderServer, page: Any, does: str, doubt: bool
) -> None:
    provider.script = [does, "ok"]
    async with delivering(service, provider.url) as deliverer:
        deliverer.hand_over(page)
        await wait_for(
            service.pool,
            "select count(*) from delivery where lease_until < '2026-11-23T12:05:05Z'", 1,
        )  # fmt: skip
        assert await service.pool.fetchval("select uncertain from delivery") is doubt
        deliverer._destinations.clear()
        service.now += timedelta(minutes=1)
        await deliverer.sweep()
        await wait_for(service.pool, "select count(*) from delivery", 0)
    assert len(provider.taken) == 1


async def test_a_provider_that_is_away_leaves_no_doubt(service: Any, page: Any) -> None:
    async with delivering(service, "http://127.0.0.1:9/oproepen") as deliverer:
        deliverer.hand_over(page)
        await wait_for(
            service.pool,
            "select count(*) from delivery where lease_until < '2026-11-23T12:05:05Z'", 1,
        )  # fmt: skip
        assert await service.pool.fetchval("select uncertain from delivery") is False


async def test_a_number_refused_for_good_lets_the_next_be_paged_at_once(
    service: Any, provider: ProviderServer, page: Any
) -> None:
    provider.script = ["422"]
    async with delivering(service, provider.url) as deliverer:
        deliverer.hand_over(page)
        await wait_for(service.pool, "select count(*) from delivery", 0)
    (item,) = await service.fetch("select * from work_item where kind = 'oproep-mislukt'")
    assert item["priority"] == 2
    assert "+31" not in item["title"] + item["details"]
    assert await service.run(service.acute.watch, None) == 1
    (row,) = await service.fetch("select opgeroepen from acute_melding")
    assert json.loads(row["opgeroepen"]) == [
        "frontoffice-coordinator", "gedragswetenschapper-dienst",
    ]  # fmt: skip


async def test_without_a_provider_the_page_stays_and_is_tried(service: Any, page: Any) -> None:
    async with delivering(service, "") as deliverer:
        deliverer.hand_over(page)
        await wait_for(
            service.pool,
            "select count(*) from delivery where lease_until < '2026-11-23T12:05:05Z'", 1,
        )  # fmt: skip
        assert await service.pool.fetchval("select uncertain from delivery") is False


async def test_the_api_lists_and_acknowledges(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(1, signalen=ACUUT), make(2))
    listed = (await client.get("/v1/acute-meldingen", headers=FRONTOFFICE)).json()
    (one,) = listed["acuteMeldingen"]
    assert (one["nummer"], one["oproepen"]) == ("VT-2026-0000001-1", 0)
    assert "Jansen" not in str(listed)
    url = f"/v1/acute-meldingen/{UUID(int=1)}/bevestigingen"
    for headers in (FRONTOFFICE, {"Authorization": "Bearer gw-1:gedragswetenschapper"}):
        answer = await client.post(url, headers=headers)
        assert (answer.status_code, answer.json()["bevestigdDoor"]) == (200, "fo-1")
    assert (await client.get("/v1/acute-meldingen")).json() == {"acuteMeldingen": []}
    audited = await service.fetch("select who from audit where what = 'acuut-bevestigd'")
    assert [a["who"] for a in audited] == ["fo-1"]
    missing = f"/v1/acute-meldingen/{UUID(int=2)}/bevestigingen"
    assert (await client.post(missing)).status_code == 404
    for role in ("beheerder", "manager", "gemeente:GM0935"):
        wrong = {"Authorization": f"Bearer x:{role.replace(':', '.')}"}
        assert (await client.post(url, headers=wrong)).status_code == 403
        assert (await client.get("/v1/acute-meldingen", headers=wrong)).status_code == 403


async def test_a_claim_or_decision_of_a_person_acknowledges(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(1, signalen={}), make(2, signalen={}))
    for item in (await client.get("/v1/werkitems")).json()["werkitems"]:
        decision = {"besluit": "onderzoek", "reden": "Gebeld."}
        await client.post(f"/v1/werkitems/{item['id']}/beslissing", json=decision)
    service.now += timedelta(hours=1)
    await service.receive(make(1, 2, signalen=ACUUT), make(2, 2, signalen=ACUUT))
    first, second = (await client.get("/v1/werkitems")).json()["werkitems"]
    service.now += timedelta(minutes=1)
    await client.post(f"/v1/werkitems/{first['id']}/claim")
    decision = {"besluit": "direct-ingrijpen", "reden": "Gebeld."}
    await client.post(f"/v1/werkitems/{second['id']}/beslissing", json=decision)
    assert await service.run(service.acute.watch, None) == 0
    rows = await service.fetch("select bevestigd_door from acute_melding")
    assert [r["bevestigd_door"] for r in rows] == ["tri-1", "tri-1"]
