"""Deciding anew, and onderzoeken from decision to outcome, by way of the API on PostgreSQL."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from triage.domain.onderzoek import Onderzoek
from triage.domain.triage import Beslissing, Triage
from triage.domain.weigering import Weigering
from triage.handlers.herziening import DecideAnew
from triage.handlers.onderzoeken import Begin
from vt_contracts.codes import Vervolg
from vt_messaging.packing import unpack

pytestmark = pytest.mark.integration
UNKNOWN: dict[str, str] = {}
ONE = UUID(int=1)
MELDING = f"/v1/meldingen/{ONE}"
OTHER = {"Authorization": "Bearer gw-1:gedragswetenschapper"}
AFRONDEN = {
    "uitkomst": ["06"], "aard": ["01"], "aanleiding": ["08"], "vervolgOnderzoek": ["01"],
    "besluit": "overdracht", "reden": "Bevestigd bij Jansen.",
}  # fmt: skip


async def melding(client: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(MELDING)).json()
    return found


async def anew(client: httpx.AsyncClient, versie: int, besluit: str, **more: Any) -> httpx.Response:
    body = {"versie": versie, "besluit": besluit, "reden": "Nieuw inzicht.", **more}
    return await client.post(f"{MELDING}/besluiten", json=body)


async def clocks(service: Any) -> dict[str, bool]:
    """Which clocks there are, and whether each still runs."""
    rows = await service.fetch("select soort, klaar_op from klok order by sinds, id")
    return {row["soort"]: row["klaar_op"] is None for row in rows}


async def sent(service: Any) -> list[str]:
    rows = await service.fetch("select events from outbox order by first")
    return [event.event_id for row in rows for event in unpack(row["events"])]


async def onderzoek(client: httpx.AsyncClient) -> dict[str, Any]:
    (found,) = (await client.get(f"{MELDING}/onderzoeken")).json()["onderzoeken"]
    return found  # type: ignore[no-any-return]


# -- deciding anew


@pytest.mark.parametrize("besluit", [v.value for v in Vervolg])
async def test_a_decided_melding_is_decided_anew(
    service: Any, client: httpx.AsyncClient, make: Any, besluit: str
) -> None:
    await service.receive(make())
    answer = await anew(client, 1, besluit)
    assert answer.status_code == 201
    assert answer.json()["beslotenDoor"] == "tri-1"
    now = await melding(client)
    assert now["vervolg"] == besluit
    assert [b["door"] for b in now["besluiten"]] == [f"regelset {now['regelset']}", "tri-1"]
    assert now["besluiten"][1]["motivering"]["reden"] == "Nieuw inzicht."
    ends = besluit in ("einde-bemoeienis", "omzetten-in-advies")
    assert now["versie"] == (3 if ends else 2)
    assert now["urgentie"] == ("acuut" if besluit == "direct-ingrijpen" else "regulier")
    assert (await sent(service))[2:4] == [f"{ONE}:triage:2", f"{ONE}:triage:2:status"]
    assert await clocks(service) == ({"onderzoek": True} if besluit == "onderzoek" else {})


async def test_urgency_goes_down_only_when_a_person_names_it(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(urgentie="hoog"))
    await anew(client, 1, "veiligheidshuis")
    assert (await melding(client))["urgentie"] == "hoog"
    await anew(client, 2, "veiligheidshuis", urgentie="regulier")
    last = (await melding(client))["besluiten"][-1]
    assert (last["door"], last["urgentieWas"], last["urgentie"]) == ("tri-1", "hoog", "regulier")


async def test_who_saw_an_older_version_hears_who_changed_it(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make())
    body = {"versie": 1, "besluit": "onderzoek", "reden": "x"}
    await client.post(f"{MELDING}/besluiten", json=body, headers=OTHER)
    late = await anew(client, 1, "overdracht")
    assert (late.status_code, late.headers["content-type"]) == (409, "application/problem+json")
    assert "gw-1" in late.json()["detail"]
    assert (await melding(client))["vervolg"] == "onderzoek"


async def test_of_two_at_once_one_decides(service: Any, make: Any) -> None:
    await service.receive(make())
    both = [service.copy(1000 * i) for i in (1, 2)]
    answers = await asyncio.gather(
        *(s.run(s.herziening.decide_anew,
                DecideAnew(ONE, 1, f"tri-{i}", Beslissing(Vervolg.ONDERZOEK, "x")))
          for i, s in enumerate(both))
    )  # fmt: skip
    assert {type(a) for a in answers} == {Triage, Weigering}
    assert len(await service.fetch("select 1 from onderzoek")) == 1


async def test_what_waits_is_decided_at_its_work_item_only(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(signalen=UNKNOWN))
    (item,) = await service.fetch("select id from work_item")
    refused = await anew(client, 1, "overdracht")
    assert refused.status_code == 409
    assert str(item["id"]) in refused.json()["detail"]


async def test_who_may_not_and_what_is_wrong(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    assert (await anew(client, 1, "overdracht")).status_code == 404
    await service.receive(make())
    assert (await anew(client, 1, "weggooien")).status_code == 400
    wrong = await anew(client, 1, "overdracht", aard=["05"], aanleiding=["01"])
    assert [e["field"] for e in wrong.json()["errors"]] == ["aard"]
    body = {"besluit": "overdracht", "versie": 1, "reden": "x"}
    manager = {"Authorization": "Bearer m-1:manager"}
    answer = await client.post(f"{MELDING}/besluiten", json=body, headers=manager)
    assert answer.status_code == 403


# -- onderzoeken


async def test_from_decision_to_outcome(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await service.receive(make(signalen=UNKNOWN))
    (item,) = await service.fetch("select id from work_item")
    await client.post(
        f"/v1/werkitems/{item['id']}/beslissing", json={"besluit": "onderzoek", "reden": "x"}
    )
    assert await clocks(service) == {"triage": False, "onderzoek": True}
    found = await onderzoek(client)
    assert (found["stand"], found["beslotenDoor"]) == ("wacht", "tri-1")
    url = f"/v1/onderzoeken/{found['id']}"

    assert (await client.post(f"{url}/afronden", json=AFRONDEN)).status_code == 409
    assert (await client.post(f"{url}/starten", headers=OTHER)).json()["gestartDoor"] == "gw-1"
    refused = await client.post(f"{url}/starten")
    assert refused.status_code == 409
    assert "gw-1" in refused.json()["detail"]
    longer = {"reden": "multiprobleemgezin", "toelichting": "Drie hulpverleners bij Jansen."}
    assert (await client.post(f"{url}/overschrijding", json=longer)).status_code == 200

    ended = await client.post(f"{url}/afronden", json=AFRONDEN)
    assert (ended.status_code, ended.json()["stand"]) == (200, "afgerond")
    now = await melding(client)
    assert (now["vervolg"], now["stand"], now["versie"]) == ("overdracht", "besloten", 3)
    assert now["besluiten"][-1]["motivering"]["aanleiding"] == ["08"]
    assert f"{ONE}:triage:3" in await sent(service)
    assert await clocks(service) == {"triage": False, "onderzoek": False}
    assert (await client.post(f"{url}/afronden", json=AFRONDEN)).status_code == 409

    read = (await client.get(url)).json()
    assert read["toelichtingen"] == [{"door": "tri-1", "tekst": "Drie hulpverleners bij Jansen."}]
    lines = await service.fetch("select what, details from audit where what like 'onderzoek-%'")
    assert [r["what"] for r in lines] == [
        "onderzoek-gestart", "onderzoek-overschrijding", "onderzoek-afgerond", "onderzoek-gelezen",
    ]  # fmt: skip
    assert "Jansen" not in str([r["details"] for r in lines])


async def test_without_vervolg_the_involvement_ends(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make())
    await anew(client, 1, "onderzoek")
    url = f"/v1/onderzoeken/{(await onderzoek(client))['id']}"
    await client.post(f"{url}/starten")
    body = {
        "uitkomst": ["01", "04"], "aard": [], "aanleiding": [], "vervolgOnderzoek": ["21"],
        "besluit": "einde-bemoeienis", "reden": "Niets gevonden.",
    }  # fmt: skip
    assert (await client.post(f"{url}/afronden", json=body)).status_code == 200
    assert (await melding(client))["vervolg"] == "einde-bemoeienis"
    assert (await sent(service))[-1] == f"{ONE}:triage:4:status"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uitkomst": ["05", "06"]}, "uitkomst"),
        ({"vervolgOnderzoek": ["21", "01"]}, "vervolgOnderzoek"),
        ({"besluit": "einde-bemoeienis"}, "besluit"),
        ({"uitkomst": []}, "uitkomst"),
        ({"aard": ["05"], "aanleiding": ["01"]}, "aard"),
        ({"reden": " "}, "reden"),
    ],
)
async def test_what_contradicts_is_refused_and_the_onderzoek_goes_on(
    service: Any, client: httpx.AsyncClient, make: Any, changes: dict[str, Any], field: str
) -> None:
    await service.receive(make())
    await anew(client, 1, "onderzoek")
    url = f"/v1/onderzoeken/{(await onderzoek(client))['id']}"
    await client.post(f"{url}/starten")
    answer = await client.post(f"{url}/afronden", json=AFRONDEN | changes)
    assert answer.status_code == 400
    assert [e["field"] for e in answer.json()["errors"]] == [field]
    assert (await onderzoek(client))["stand"] == "loopt"
    assert (await melding(client))["versie"] == 2


@pytest.mark.parametrize(
    ("started", "besluit", "status", "stand", "running"),
    [
        (False, "overdracht", 201, "vervallen", False),
        (False, "einde-bemoeienis", 201, "vervallen", False),
        (False, "onderzoek", 201, "wacht", True),
        (False, "direct-ingrijpen", 201, "wacht", True),
        (True, "overdracht", 409, "loopt", True),
        (True, "einde-bemoeienis", 409, "loopt", True),
        (True, "onderzoek", 201, "loopt", True),
        (True, "direct-ingrijpen", 201, "loopt", True),
    ],
)
async def test_another_decision_while_there_is_an_onderzoek(
    service: Any, client: httpx.AsyncClient, make: Any,
    started: bool, besluit: str, status: int, stand: str, running: bool,
) -> None:  # fmt: skip
    await service.receive(make())
    await anew(client, 1, "onderzoek")
    if started:
        await client.post(f"/v1/onderzoeken/{(await onderzoek(client))['id']}/starten")
    assert (await anew(client, 2, besluit)).status_code == status
    assert (await onderzoek(client))["stand"] == stand
    assert await clocks(service) == {"onderzoek": running}


async def test_of_many_who_start_it_one_does(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make())
    await anew(client, 1, "onderzoek")
    identity = UUID((await onderzoek(client))["id"])
    many = [service.copy(1000 * i) for i in range(1, 5)]
    answers = await asyncio.gather(
        *(s.run(s.onderzoeken.begin, Begin(identity, f"tri-{i}")) for i, s in enumerate(many))
    )
    assert sum(isinstance(a, Onderzoek) for a in answers) == 1


async def test_an_onderzoek_that_waits_for_a_new_decision_is_not_finished_before(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make())
    await anew(client, 1, "onderzoek")
    url = f"/v1/onderzoeken/{(await onderzoek(client))['id']}"
    await client.post(f"{url}/starten")
    await service.receive(make(versie=2))
    refused = await client.post(f"{url}/afronden", json=AFRONDEN)
    assert refused.status_code == 409
    assert "werkitem" in refused.json()["detail"]


async def test_who_may_not_read(client: httpx.AsyncClient) -> None:
    manager = {"Authorization": "Bearer m-1:manager"}
    url = f"/v1/onderzoeken/{UUID(int=9)}"
    assert (await client.get(url, headers=manager)).status_code == 403
    assert (await client.get(url)).status_code == 404
    assert (await client.post(f"{url}/starten")).status_code == 404
