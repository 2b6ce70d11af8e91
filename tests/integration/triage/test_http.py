"""The API on PostgreSQL: find work, take it, decide, and show it afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest

pytestmark = pytest.mark.integration
UNKNOWN: dict[str, str] = {}
OTHER = {"Authorization": "Bearer gw-1:gedragswetenschapper"}


async def work(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/v1/werkitems", params=query)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["werkitems"]
    return found


async def test_the_whole_way_of_a_work_item(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(1, signalen=UNKNOWN))
    (item,) = await work(client)
    assert item["stand"] == "open"
    assert "Jansen" not in str(item)
    url = f"/v1/werkitems/{item['id']}"

    opened = (await client.get(url)).json()
    assert opened["dossier"]["melding"]["betrokkenen"][0]["geslachtsnaam"] == "Jansen"
    assert opened["dossier"]["regels"] == ["gevaar-onbekend"]

    assert (await client.post(f"{url}/claim")).json()["geclaimdDoor"] == "tri-1"
    refused = await client.post(f"{url}/claim", headers=OTHER)
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert "tri-1" in refused.json()["detail"]
    refused = await client.post(
        f"{url}/beslissing", headers=OTHER, json={"besluit": "overdracht", "reden": "Omdat."}
    )
    assert refused.status_code == 409

    await client.post(f"{url}/vrijgeven")
    assert (await client.post(f"{url}/claim", headers=OTHER)).status_code == 200
    decided = await client.post(
        f"{url}/beslissing",
        headers=OTHER,
        json={"besluit": "onderzoek", "urgentie": "regulier", "reden": "Gebeld met Jansen."},
    )
    assert decided.status_code == 200
    assert decided.json()["beslotenDoor"] == "gw-1"
    assert await work(client) == []
    assert [i["id"] for i in await work(client, state="afgehandeld")] == [item["id"]]
    assert (await client.post(f"{url}/claim")).status_code == 409

    dossier = (await client.get(f"/v1/meldingen/{UUID(int=1)}")).json()
    assert (dossier["stand"], dossier["vervolg"], dossier["versie"]) == ("besloten", "onderzoek", 2)
    (besluit,) = dossier["besluiten"]
    assert (besluit["door"], besluit["urgentieWas"], besluit["urgentie"]) == (
        "gw-1", "hoog", "regulier",
    )  # fmt: skip
    assert besluit["motivering"]["reden"] == "Gebeld met Jansen."
    readings = await service.fetch("select who from audit where what = 'dossier-gelezen'")
    assert [r["who"] for r in readings] == ["tri-1", "tri-1"]


async def test_work_is_sorted_by_urgency_then_deadline(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    from vt_contracts.codes import Antwoord

    undecided = {"huiselijk_geweld_of_kindermishandeling": Antwoord.ONBEKEND}
    await service.receive(make(1, **undecided), make(2, signalen=UNKNOWN), make(3, **undecided))
    found = await work(client)
    assert [i["prioriteit"] for i in found] == [1, 0, 0]
    assert [i["id"] for i in await work(client, limit=1)] == [found[0]["id"]]
    assert await work(client, kind="dead-letter") == []
    assert len(await work(client, kind="triage-besluit")) == 3
    assert await work(client, state="geclaimd") == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"besluit": "overdracht"}, {"reden"}),
        ({"besluit": "overdracht", "reden": "  "}, {"reden"}),
        ({"besluit": "overdracht", "reden": "nul\x00"}, {"reden"}),
        ({"besluit": "weggooien", "reden": "x"}, {"besluit"}),
        ({"besluit": "overdracht", "reden": "", "urgentie": "laag"}, {"reden", "urgentie"}),
        ({"besluit": "overdracht", "reden": "x", "aard": ["08", "?"]}, {"aard.1"}),
        ({"besluit": "overdracht", "reden": "x", "onbekend": 1}, {"onbekend"}),
        ({"reden": "x"}, {"besluit"}),
        ({"besluit": "afgehandeld", "reden": "x"}, {"besluit"}),
        ({"besluit": "overdracht", "reden": "x", "aard": ["08"], "aanleiding": ["01"]}, {"aard"}),
    ],
)
async def test_every_wrong_field_is_named(
    service: Any, client: httpx.AsyncClient, make: Any, body: dict[str, Any], fields: set[str]
) -> None:
    await service.receive(make(signalen=UNKNOWN))
    (item,) = await work(client)
    answer = await client.post(f"/v1/werkitems/{item['id']}/beslissing", json=body)
    assert answer.status_code == 400
    assert {e["field"] for e in answer.json()["errors"]} == fields
    assert (await work(client))[0]["stand"] == "open"


async def test_who_may_not_and_what_is_not_there(client: httpx.AsyncClient) -> None:
    nobody = {"Authorization": "Bearer fo-1:frontoffice"}
    for url in ("/v1/werkitems", f"/v1/meldingen/{UUID(int=9)}"):
        assert (await client.get(url, headers=nobody)).status_code == 403
    for url in (f"/v1/werkitems/{UUID(int=9)}", f"/v1/meldingen/{UUID(int=9)}"):
        assert (await client.get(url)).status_code == 404
    for act in ("claim", "vrijgeven"):
        answer = await client.post(f"/v1/werkitems/{UUID(int=9)}/{act}")
        assert answer.status_code == 404


async def test_the_whole_way_of_a_link(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await service.receive(make(1, bsn="123456782"))
    await service.receive(make(2, bsn="123456782"))
    found = (await client.get(f"/v1/meldingen/{UUID(int=2)}/koppelingen")).json()
    (seen,) = found["koppelingen"]
    assert seen["andereMeldingNummer"] == "VT-2026-0000001-1"
    link = seen["koppeling"]
    assert (link["soort"], link["stand"], link["redenen"]) == ("persoon", "zeker", ["bsn-gelijk"])
    assert found["personen"][0]["vermeldingen"][0]["meldingId"] == str(UUID(int=1))
    assert "Jansen" not in str(found)

    url = f"/v1/koppelingen/{link['id']}"
    undone = await client.post(f"{url}/losmaking", json={"reden": "Moeder Jansen is een ander."})
    assert undone.status_code == 200
    assert (undone.json()["stand"], undone.json()["door"]) == ("losgemaakt", "tri-1")
    refused = await client.post(f"{url}/losmaking", headers=OTHER, json={"reden": "Ook."})
    assert refused.status_code == 409
    assert "tri-1" in refused.json()["detail"]
    back = await client.post(f"{url}/bevestiging", headers=OTHER, json={"reden": "Toch wel."})
    assert (back.json()["stand"], back.json()["versie"]) == ("zeker", 3)
    (seen,) = (await client.get(f"/v1/meldingen/{UUID(int=1)}/koppelingen")).json()["koppelingen"]
    assert seen["toelichting"] == "Toch wel."
    (kept,) = await service.fetch("select toelichting from koppeling")
    assert b"Toch" not in kept["toelichting"]
    lines = await service.fetch("select who, what from audit where what like 'koppeling%'")
    assert [r[:] for r in lines] == [
        ("tri-1", "koppelingen-gelezen"),
        ("tri-1", "koppeling-losgemaakt"), ("tri-1", "koppeling-losgemaakt"),
        ("gw-1", "koppeling-bevestigd"), ("gw-1", "koppeling-bevestigd"),
        ("tri-1", "koppelingen-gelezen"),
    ]  # fmt: skip


async def test_who_may_not_judge_a_link_and_what_is_wrong_with_it(
    client: httpx.AsyncClient,
) -> None:
    nobody = {"Authorization": "Bearer fo-1:frontoffice"}
    reading = f"/v1/meldingen/{UUID(int=9)}/koppelingen"
    assert (await client.get(reading, headers=nobody)).status_code == 403
    assert (await client.get(reading)).status_code == 404
    for act in ("bevestiging", "losmaking"):
        url = f"/v1/koppelingen/{UUID(int=9)}/{act}"
        reden = {"reden": "Omdat."}
        assert (await client.post(url, headers=nobody, json=reden)).status_code == 403
        assert (await client.post(url, json=reden)).status_code == 404
        answer = await client.post(url, json={"reden": " "})
        assert answer.status_code == 400
        assert [e["field"] for e in answer.json()["errors"]] == ["reden"]
