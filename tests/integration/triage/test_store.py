"""The store's SQL on PostgreSQL: what is written comes back, and races end well."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest
from triage.domain.linking import Soort, decided
from triage.domain.linking import Stand as LinkStand
from triage.domain.triage import Beslissing, Stand
from triage.handlers.dossiers import ReadDossier
from triage.postgres import PostgresRadarStore
from vt_contracts.codes import Antwoord, Urgentie, Vervolg
from vt_messaging.packing import unpack
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item, Taken
from vt_messaging.work_items.handlers import Act, Decide

pytestmark = pytest.mark.integration
UNKNOWN: dict[str, str] = {}
BSN = "123456782"


async def test_a_triage_comes_back_as_it_was_kept(service: Any, make: Any) -> None:
    await service.receive(make(1), make(2, signalen=UNKNOWN), make(3, signalen={"wapen": "ja"}))
    ids = [UUID(int=i) for i in (1, 2, 3, 4)]
    async with service.pool.acquire() as connection:
        found = await service.store.triages(Unit(connection, service.now, "triage"), ids)
    assert set(found) == set(ids[:3])
    assert [found[i].vervolg for i in ids[:3]] == [
        Vervolg.OVERDRACHT, None, Vervolg.DIRECT_INGRIJPEN,
    ]  # fmt: skip
    assert found[ids[0]].regels == ("overdracht",)
    assert found[ids[0]].besloten_op == service.now
    assert found[ids[1]].stand is Stand.WACHT_OP_BESLUIT
    assert found[ids[2]].urgentie is Urgentie.ACUUT
    (item,) = await service.fetch("select * from work_item")
    assert (item["id"], item["about"], item["priority"]) == (found[ids[1]].werkitem_id, ids[1], 1)
    rows = await service.fetch("select events from outbox order by first")
    events = [event for row in rows for event in unpack(row["events"])]
    assert [event.topic for event in events] == [
        "melding.getrieerd.v1", "melding.status.v1", "melding.status.v1",
        "melding.getrieerd.v1.acuut", "melding.status.v1.acuut",
    ]  # fmt: skip
    audit = await service.fetch("select who, what, rule_version, details from audit order by id")
    assert [r["what"] for r in audit] == ["besluit", "besluit-gevraagd", "besluit"]
    assert json.loads(audit[0]["details"])["regels"] == ["overdracht"]


async def test_a_repeat_and_an_older_version_write_nothing(service: Any, make: Any) -> None:
    await service.receive(make(versie=2))
    for again in (make(versie=2), make(versie=1)):
        unit = await service.receive(again)
        assert unit.empty
    newer = await service.receive(make(versie=3))
    assert [out.event_id[-1] for out in newer.outgoing] == ["2", "s"]
    assert (await service.fetch("select version, gezien_versie from triage"))[0][:] == (2, 3)


async def test_a_newer_version_raises_the_stored_work_item(service: Any, make: Any) -> None:
    await service.receive(
        make(huiselijk_geweld_of_kindermishandeling=Antwoord.ONBEKEND),
    )
    await service.receive(make(versie=2, signalen=UNKNOWN))
    (item,) = await service.fetch("select version, priority, state from work_item")
    assert item[:] == (2, 1, "open")
    await service.receive(make(versie=3, signalen={"kind_vermist": "ja"}))
    (item,) = await service.fetch("select version, state, decision from work_item")
    assert item[:] == (3, "afgehandeld", "direct-ingrijpen")


async def test_two_meldingen_of_one_family_at_once_never_miss_each_other(
    service: Any, make: Any
) -> None:
    """Many processes, one family: one is first, and every other sees and is linked to all before."""
    processes = [service.copy(1000 * i) for i in range(5)]
    await asyncio.gather(*(p.receive(make(i + 1, bsn=BSN)) for i, p in enumerate(processes)))
    rows = await service.fetch("select vervolg, urgentie from triage")
    assert sorted(str(r["vervolg"]) for r in rows) == ["None"] * 4 + ["overdracht"]
    assert sum(r["urgentie"] == "hoog" for r in rows) == 4
    links = await service.fetch("select melding_id, andere_melding_id, stand from koppeling")
    pairs = {frozenset((r["melding_id"], r["andere_melding_id"])) for r in links}
    assert len(links) == len(pairs) == 10
    assert {r["stand"] for r in links} == {"zeker"}


async def test_two_meldingen_of_one_family_in_one_batch_are_linked_and_both_seen(
    service: Any, make: Any
) -> None:
    await service.receive(make(1, bsn=BSN), make(2, bsn=BSN))
    rows = await service.fetch("select stand, urgentie from triage")
    assert [r[:] for r in rows] == [("wacht-op-besluit", "hoog")] * 2
    (link,) = await service.fetch("select stand from koppeling")
    assert link["stand"] == "zeker"


async def test_of_many_claims_one_wins(service: Any, make: Any) -> None:
    await service.receive(make(signalen=UNKNOWN))
    (row,) = await service.fetch("select id from work_item")
    processes = [service.copy(1000 * i) for i in range(5)]
    answers = await asyncio.gather(
        *(p.run(p.werkitems.claim, Act(row["id"], f"tri-{i}"))
          for i, p in enumerate(processes))
    )  # fmt: skip
    winners = [a.claimed_by for a in answers if isinstance(a, Item)]
    assert len(winners) == 1
    assert {a.who for a in answers if isinstance(a, Taken)} == set(winners)


async def test_a_decision_and_a_newer_version_at_once_keep_both(service: Any, make: Any) -> None:
    await service.receive(make(signalen=UNKNOWN))
    (row,) = await service.fetch("select id from work_item")
    beslissing = Beslissing(Vervolg.ONDERZOEK, "Onduidelijk.")
    other = service.copy(1000)
    await asyncio.gather(
        other.run(other.werkitems.decide, Decide(row["id"], "tri-1", beslissing)),
        service.receive(make(versie=2)),
    )
    (triage,) = await service.fetch(
        "select version, gezien_versie, vervolg, besloten_door from triage"
    )
    assert triage[:] == (3, 2, "onderzoek", "tri-1")
    dossier = await service.run(service.dossiers.read_dossiers, ReadDossier(UUID(int=1), "tri-2"))
    (decision,) = dossier.history
    assert (decision.line.who, decision.wrote.reden) == ("tri-1", "Onduidelijk.")
    (sealed,) = await service.fetch("select inhoud from motivering")
    assert b"Onduidelijk" not in sealed["inhoud"]


async def test_the_look_up_stays_flat(service: Any) -> None:
    """A key with very many rows (a shelter's address) costs as much as one with none."""
    hot, cold = 7, 1_000_000
    await service.pool.execute(
        "insert into radarsleutel select $1, n, gen_random_uuid() from generate_series(1, 50000) n",
        hot,
    )
    await service.pool.execute(
        "insert into radarsleutel select -n, 1, gen_random_uuid() from generate_series(1, 50000) n"
    )
    await service.pool.execute("analyze radarsleutel")
    plans: list[str] = []

    class Explaining:
        async def fetch(self, query: str, *args: Any) -> list[Any]:
            rows = await service.fetch(f"explain (analyze, buffers, format json) {query}", *args)
            plans.append(rows[0][0])
            return await service.fetch(query, *args)  # type: ignore[no-any-return]

    unit = Unit(Explaining(), service.now, "triage")
    found = await PostgresRadarStore().held(unit, [hot, -9, cold], 8)
    assert set(found) == {hot, -9}
    assert found[hot].last_number == 50000
    assert len(found[hot].meldingen) == 8
    assert (found[-9].last_number, len(found[-9].meldingen)) == (1, 1)
    plan = json.loads(plans[0])[0]["Plan"]
    assert "Seq Scan" not in plans[0]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 40


async def test_a_link_comes_back_as_it_was_kept(service: Any, make: Any) -> None:
    await service.receive(make(1, bsn=BSN), make(2, bsn=BSN))
    store, unit = PostgresRadarStore(), Unit(service.pool, service.now, "triage")
    (link,) = await store.links_of(unit, [UUID(int=2)])
    assert (link.soort, link.stand, link.redenen) == (
        Soort.PERSOON,
        LinkStand.ZEKER,
        ("bsn-gelijk",),
    )
    assert (link.persoon, link.andere_persoon, link.door) == (0, 0, "radar")
    assert {link.melding_id, link.andere_melding_id} == {UUID(int=1), UUID(int=2)}
    assert await store.links(unit, [link.id]) == {link.id: link}
    assert await store.links_among(unit, [UUID(int=1)]) == []
    assert await store.links_among(unit, [UUID(int=1), UUID(int=2)]) == [link]
    decided_by_a_person = decided(link, LinkStand.LOSGEMAAKT, "tri-1", b"verzegeld", service.now)

    async def keep(unit: Unit) -> None:
        store.save_link(unit, decided_by_a_person, link.version)

    await service.batches.write(keep)
    assert await store.links(unit, [link.id]) == {link.id: decided_by_a_person}
