"""The waiting lists and zicht op veiligheid on PostgreSQL, at their borders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from triage.domain.triage import Beslissing
from vt_contracts.codes import Antwoord, Vervolg
from vt_kalender import AMSTERDAM
from vt_messaging.work_items.handlers import Act, Decide

pytestmark = pytest.mark.integration
ONE = UUID(int=1)
MANAGER = {"Authorization": "Bearer m-1:manager"}
REGULIER = {"huiselijk_geweld_of_kindermishandeling": Antwoord.ONBEKEND}
"""Waits for a person and is not urgent."""
Case = Callable[[Any, httpx.AsyncClient, Any], Awaitable[None]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


async def item_of(service: Any) -> UUID:
    (row,) = await service.fetch("select id from work_item where state <> 'afgehandeld'")
    found: UUID = row["id"]
    return found


async def waits(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await service.receive(make(1, **REGULIER))


async def in_triage(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await waits(service, client, make)
    service.now = at("2026-11-24T10:00")
    await service.run(service.werkitems.claim, Act(await item_of(service), "tri-1"))


async def given_back(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await in_triage(service, client, make)
    await service.run(service.werkitems.release, Act(await item_of(service), "tri-1"))


async def onderzoek_waits(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await waits(service, client, make)
    decide = Decide(await item_of(service), "tri-1", Beslissing(Vervolg.ONDERZOEK, "x"))
    await service.run(service.werkitems.decide, decide)


async def onderzoek_runs(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await onderzoek_waits(service, client, make)
    await client.post(f"{await onderzoek_url(service)}/starten")


async def on_purpose(service: Any, client: httpx.AsyncClient, make: Any, **more: str) -> None:
    await onderzoek_runs(service, client, make)
    body = {"reden": "mdck", "toelichting": "x", **more}
    answer = await client.post(f"{await onderzoek_url(service)}/overschrijding", json=body)
    assert answer.status_code == 200


async def pregnant(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await on_purpose(service, client, make, reden="zwangere-risico-ouder")


async def born(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    """Six weeks after 29 December end with 9 February."""
    await on_purpose(service, client, make, reden="zwangere-risico-ouder", geboorteOp="2026-12-29")


async def overdracht(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await service.receive(make(1))
    await service.tick(service.klokken.find_overdrachten, service.now + timedelta(days=1))


async def passed_on(service: Any, client: httpx.AsyncClient, make: Any, zorg: Any = None) -> None:
    await waits(service, client, make)
    decide = Decide(await item_of(service), "tri-1", Beslissing(Vervolg.DOORZETTEN, "x"))
    await service.run(service.werkitems.decide, decide)
    await service.tick(service.klokken.find_overdrachten, service.now + timedelta(days=1))


async def proefbericht(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await service.receive(make(1, proefbericht=True, **REGULIER), make(2, proefbericht=True))
    await service.tick(service.klokken.find_overdrachten, service.now + timedelta(days=1))


async def onderzoek_url(service: Any) -> str:
    (row,) = await service.fetch("select id from onderzoek")
    return f"/v1/onderzoeken/{row['id']}"


async def lists(client: httpx.AsyncClient, **headers: Any) -> dict[int, int]:
    answer = await client.get("/v1/wachtlijsten", **headers)
    assert answer.status_code == 200
    every = answer.json()["wachtlijsten"]
    assert [one["nummer"] for one in every] == [1, 2, 3, 4, 5, 6]
    return {one["nummer"]: one["aantal"] for one in every if one["aantal"]}


# Received, or decided, on Monday 23 November at 13:00.
@pytest.mark.parametrize(
    ("case", "now", "found"),
    [
        pytest.param(waits, "2026-11-30T23:59:59", {}, id="1: in the fifth working day"),
        pytest.param(waits, "2026-12-01T00:00", {1: 1}, id="1: five working days are over"),
        pytest.param(given_back, "2026-12-01T00:00", {1: 1}, id="1: given back, not started"),
        pytest.param(in_triage, "2026-12-01T00:00", {}, id="2: started a day later"),
        pytest.param(in_triage, "2026-12-01T23:59:59", {}, id="2: in its fifth working day"),
        pytest.param(in_triage, "2026-12-02T00:00", {2: 1}, id="2: five working days are over"),
        pytest.param(onderzoek_waits, "2026-11-28T23:59:59", {}, id="3: in the fifth day"),
        pytest.param(onderzoek_waits, "2026-11-29T00:00", {3: 1}, id="3: five days are over"),
        pytest.param(onderzoek_runs, "2026-11-29T00:00", {}, id="3: started"),
        pytest.param(onderzoek_runs, "2027-02-01T23:59:59", {}, id="4: in the tenth week"),
        pytest.param(onderzoek_runs, "2027-02-02T00:00", {4: 1}, id="4: ten weeks are over"),
        pytest.param(on_purpose, "2027-02-02T00:00", {}, id="4: on purpose"),
        pytest.param(pregnant, "2027-08-02T00:00", {}, id="4: not born yet"),
        pytest.param(born, "2027-02-09T23:59:59", {}, id="4: six weeks after the birth"),
        pytest.param(born, "2027-02-10T00:00", {4: 1}, id="4: more than six weeks"),
        pytest.param(overdracht, "2026-11-28T23:59:59", {}, id="5: in the fifth day"),
        pytest.param(overdracht, "2026-11-29T00:00", {5: 1}, id="5: five days are over"),
        pytest.param(overdracht, "2027-02-01T23:59:59", {5: 1}, id="5: in the tenth week"),
        pytest.param(overdracht, "2027-02-02T00:00", {6: 1}, id="6: ten weeks are over"),
        pytest.param(passed_on, "2027-02-02T00:00", {}, id="doorzetten waits for nobody"),
        pytest.param(proefbericht, "2027-02-02T00:00", {}, id="a proefbericht is nobody"),
    ],
)
async def test_the_six_lists(
    service: Any, client: httpx.AsyncClient, make: Any, case: Case, now: str, found: dict[int, int]
) -> None:
    await case(service, client, make)
    service.now = at(now)
    assert await lists(client) == found
    for nummer in range(1, 7):
        shown = (await client.get(f"/v1/wachtlijsten/{nummer}")).json()
        assert shown["aantal"] == len(shown["zaken"]) == found.get(nummer, 0)
        assert {zaak["meldingId"] for zaak in shown["zaken"]} <= {str(ONE)}


@pytest.mark.parametrize(
    ("case", "soort"),
    [(waits, "triage"), (onderzoek_waits, "onderzoek"), (overdracht, "overdracht")],
)
async def test_what_stands_still_is_on_no_list(
    service: Any, client: httpx.AsyncClient, make: Any, case: Case, soort: str
) -> None:
    await case(service, client, make)
    body = {"reden": "op-verzoek-politie-om", "toelichting": "x"}
    url = f"/v1/meldingen/{ONE}/klokken/{soort}/opschorten"
    assert (await client.post(url, json=body)).status_code == 200
    service.now = at("2027-03-01T00:00")
    assert await lists(client) == {}


async def test_the_most_urgent_and_longest_waiting_come_first(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    earlier = service.now - timedelta(days=3)
    await service.receive(make(1, **REGULIER), make(2, ontvangen_op=earlier, **REGULIER),
                          make(3, urgentie="hoog", **REGULIER))  # fmt: skip
    service.now = at("2026-12-01T00:00")
    shown = (await client.get("/v1/wachtlijsten/1")).json()
    assert [UUID(z["meldingId"]).int for z in shown["zaken"]] == [3, 2, 1]
    assert "Jansen" not in str(shown)
    one = (await client.get("/v1/wachtlijsten/1", params={"limit": 1})).json()
    assert (one["aantal"], len(one["zaken"])) == (3, 1)


async def test_a_manager_sees_counts_only(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(1, **REGULIER))
    service.now = at("2026-12-01T00:00")
    assert await lists(client, headers=MANAGER) == {1: 1}
    assert (await client.get("/v1/wachtlijsten/1", headers=MANAGER)).status_code == 403
    zicht = (await client.get("/v1/zicht-op-veiligheid", headers=MANAGER)).json()
    assert (zicht["aantal"], zicht["zaken"]) == (1, None)
    frontoffice = {"Authorization": "Bearer fo-1:frontoffice"}
    for url in ("/v1/wachtlijsten", "/v1/zicht-op-veiligheid"):
        assert (await client.get(url, headers=frontoffice)).status_code == 403
    assert (await client.get("/v1/wachtlijsten/7")).status_code == 400


# -- zicht op veiligheid


async def zicht(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        await client.get("/v1/zicht-op-veiligheid", params=query)
    ).json()["zaken"]
    return found


@pytest.mark.parametrize(
    ("changes", "decided", "now", "since"),
    [
        pytest.param({"urgentie": "hoog"}, None, "2026-11-23T14:00", "2026-11-23T13:00",
                     id="urgent: from receipt"),
        pytest.param({}, None, "2026-11-30T23:59:59", None, id="not urgent, triage not late"),
        pytest.param({}, None, "2026-12-01T00:00", "2026-12-01T00:00", id="from when it is late"),
        pytest.param({}, "2026-11-25T10:00", "2026-11-25T10:00", "2026-11-25T10:00",
                     id="from the end of triage"),
        pytest.param({}, "2026-12-03T10:00", "2026-12-04T10:00", "2026-12-01T00:00",
                     id="triage was late: from then, also after its end"),
        pytest.param({"urgentie": "hoog"}, "2026-11-25T10:00", "2026-11-25T10:00",
                     "2026-11-23T13:00", id="urgent: from receipt, also after triage"),
    ],
)  # fmt: skip
async def test_responsible_since(
    service: Any, client: httpx.AsyncClient, make: Any,
    changes: dict[str, Any], decided: str | None, now: str, since: str | None,
) -> None:  # fmt: skip
    await service.receive(make(1, **REGULIER, **changes))
    if decided is not None:
        service.now = at(decided)
        decide = Decide(await item_of(service), "tri-1", Beslissing(Vervolg.ONDERZOEK, "x"))
        await service.run(service.werkitems.decide, decide)
    service.now = at(now)
    found = [datetime.fromisoformat(z["verantwoordelijkSinds"]) for z in await zicht(client)]
    assert found == ([] if since is None else [at(since)])


async def test_responsible_from_when_it_became_urgent(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(1, **REGULIER))
    service.now = at("2026-11-24T09:00")
    await service.receive(make(1, 2, urgentie="hoog", **REGULIER))
    (zaak,) = await zicht(client)
    assert datetime.fromisoformat(zaak["verantwoordelijkSinds"]) == service.now


@pytest.mark.parametrize(("urgentie", "days"), [("acuut", 1), ("hoog", 3), ("regulier", 7)])
async def test_without_an_agreement_the_default_by_urgency_holds(
    service: Any, client: httpx.AsyncClient, make: Any, urgentie: str, days: int
) -> None:
    await service.receive(make(1, urgentie=urgentie))
    answer = await client.post(
        f"/v1/meldingen/{ONE}/besluiten", json={"versie": 1, "besluit": "onderzoek", "reden": "x"}
    )
    assert answer.status_code == 201
    begin = service.now
    (zaak,) = await zicht(client)
    assert (zaak["dagen"], zaak["wijze"], zaak["afgesprokenDoor"]) == (days, "telefonisch", None)
    service.now = begin + timedelta(days=days)
    assert await zicht(client, alleenTeLaat=True) == []
    service.now += timedelta(seconds=1)
    (late,) = await zicht(client, alleenTeLaat=True)
    assert late["teLaat"]


async def test_agreements_and_contacts(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await onderzoek_waits(service, client, make)
    url = f"/v1/zicht-op-veiligheid/{ONE}"
    agreed = {"dagen": 2, "wijze": "huisbezoek", "toelichting": "Oma Jansen past op."}
    assert (await client.post(f"{url}/afspraak", json=agreed)).json()["afgesprokenDoor"] == "tri-1"
    service.now += timedelta(days=2, seconds=1)
    assert [z["teLaat"] for z in await zicht(client)] == [True]
    contact = {"op": service.now.isoformat(), "wijze": "telefonisch", "toelichting": "Rustig."}
    assert (await client.post(f"{url}/contactmomenten", json=contact)).status_code == 201
    (zaak,) = await zicht(client)
    assert not zaak["teLaat"]
    assert datetime.fromisoformat(zaak["volgendContactVoor"]) == service.now + timedelta(days=2)

    contact["op"] = (service.now + timedelta(seconds=1)).isoformat()
    wrong = await client.post(f"{url}/contactmomenten", json=contact)
    assert [e["field"] for e in wrong.json()["errors"]] == ["op"]
    wrong = await client.post(f"{url}/afspraak", json={"dagen": 0, "wijze": "nooit"})
    assert {e["field"] for e in wrong.json()["errors"]} == {"dagen", "wijze", "toelichting"}
    missing = await client.post(f"/v1/zicht-op-veiligheid/{UUID(int=9)}/afspraak", json=agreed)
    assert missing.status_code == 404

    rows = await service.fetch("select what, who from audit where what in "
                               "('zicht-afgesproken', 'contactmoment') order by id")  # fmt: skip
    assert [r[:] for r in rows] == [("zicht-afgesproken", "tri-1"), ("contactmoment", "tri-1")]
    kept = await service.fetch("select inhoud from toelichting")
    assert all(b"Jansen" not in row["inhoud"] for row in kept)
    assert len(await service.fetch("select 1 from contactmoment")) == 1


# -- on time


async def test_what_ended_on_time_beside_the_norm(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    # 1 decided by rules, 2 by a person in time, 3 by a person too late, 4 waits, 5 is nobody.
    await service.receive(make(1), make(2, **REGULIER), make(5, proefbericht=True))
    for number, moment in ((2, "2026-11-30T23:59"), (3, "2026-12-01T00:01")):
        if number == 3:
            service.now = at("2026-11-23T14:00")
            await service.receive(make(3, **REGULIER))
        service.now = at(moment)
        decide = Decide(await item_of(service), "tri-1", Beslissing(Vervolg.ONDERZOEK, "x"))
        await service.run(service.werkitems.decide, decide)
    await service.receive(make(4, **REGULIER))
    query = {"van": "2026-11-23", "totEnMet": "2026-12-01"}
    answer = await client.get("/v1/doorlooptijden", params=query, headers=MANAGER)
    found = {d["soort"]: d for d in answer.json()["doorlooptijden"]}
    assert found["triage"] == {"soort": "triage", "norm": 90, "aantal": 3, "opTijd": 2}
    assert {(d["norm"], d["aantal"]) for s, d in found.items() if s != "triage"} == {(80, 0)}
    query["totEnMet"] = "2026-11-30"
    answer = await client.get("/v1/doorlooptijden", params=query)
    assert answer.json()["doorlooptijden"][0]["aantal"] == 2
