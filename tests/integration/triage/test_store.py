"""The store's SQL on PostgreSQL: what is written comes back, and races end well."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any
from uuid import UUID

import pytest
from triage.domain.families import Asked
from triage.domain.triage import Beslissing, Stand
from triage.handlers.dossiers import ReadDossier
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
    """Many processes, one family: exactly one is handed over by the rules."""
    processes = [service.copy(1000 * i) for i in range(5)]
    await asyncio.gather(*(p.receive(make(i + 1, bsn=BSN)) for i, p in enumerate(processes)))
    rows = await service.fetch("select vervolg, urgentie from triage")
    assert sorted(str(r["vervolg"]) for r in rows) == ["None"] * 4 + ["overdracht"]
    assert sum(r["urgentie"] == "hoog" for r in rows) == 4


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


async def test_family_lookup_stays_flat(service: Any) -> None:
    """A key with very many rows (a shelter's address) costs as much as one with none."""
    hot, cold = os.urandom(16), os.urandom(16)
    await service.pool.execute(
        "insert into familiesleutel select $1, n, gen_random_uuid(), 'onbekend' "
        "from generate_series(1, 50000) n",
        hot,
    )
    await service.pool.execute(
        "insert into familiesleutel select decode(md5(n::text), 'hex'), 1, gen_random_uuid(), 'ja' "
        "from generate_series(1, 50000) n"
    )
    await service.pool.execute("analyze familiesleutel")
    asked = [Asked(hot, UUID(int=1)), Asked(cold, UUID(int=1))]
    plans: list[str] = []

    class Explaining:
        async def fetch(self, query: str, *args: Any) -> list[Any]:
            rows = await service.fetch(f"explain (analyze, buffers, format json) {query}", *args)
            plans.append(rows[0][0])
            return await service.fetch(query, *args)  # type: ignore[no-any-return]

    found = await service.store.families(Unit(Explaining(), service.now, "triage"), asked)
    assert found[asked[0]] == (50000, Antwoord.ONBEKEND)
    assert found[asked[1]] == (0, None)
    plan = json.loads(plans[0])[0]["Plan"]
    assert "Seq Scan" not in plans[0]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 40
