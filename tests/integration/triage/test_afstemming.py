"""The agenda with police and OM, by way of the API on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from vt_kalender import AMSTERDAM

pytestmark = pytest.mark.integration
ONE = UUID(int=1)
URL = f"/v1/meldingen/{ONE}/afstemmingen"
REDEN = {"reden": "Aangifte tegen Jansen, en hulp in huis."}
SAMEN = {
    "uitkomst": "zorg-en-strafrecht-samen",
    "aanwezig": ["politie", "om", "veilig-thuis"],
    "toelichting": "Afgesproken met de officier.",
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


async def agenda(client: httpx.AsyncClient, day: str) -> list[dict[str, Any]]:
    answer = await client.get("/v1/afstemmingen", params={"datum": day})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["afstemmingen"]
    return found


async def test_from_the_agenda_to_its_outcome(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(1))
    added = await client.post(URL, json=REDEN)
    assert added.status_code == 201
    assert datetime.fromisoformat(added.json()["overlegOp"]) == at("2026-11-24T09:00")
    twice = await client.post(URL, json=REDEN)
    assert (twice.status_code, "tri-1" in twice.json()["detail"]) == (409, True)
    assert await agenda(client, "2026-11-23") == []
    assert [a["id"] for a in await agenda(client, "2026-11-24")] == [added.json()["id"]]

    outcome = f"/v1/afstemmingen/{added.json()['id']}/uitkomst"
    assert (await client.post(outcome, json=SAMEN)).status_code == 409
    service.now = at("2026-11-24T09:20")
    without = await client.post(outcome, json=SAMEN | {"aanwezig": ["politie"]})
    assert [e["field"] for e in without.json()["errors"]] == ["aanwezig"]
    done = await client.post(outcome, json=SAMEN)
    assert done.json()["aanwezig"] == ["om", "politie", "veilig-thuis"]
    assert (await client.post(outcome, json=SAMEN)).status_code == 409
    assert await agenda(client, "2026-11-25") == []
    assert [a["uitkomst"] for a in await agenda(client, "2026-11-24")] == [SAMEN["uitkomst"]]

    lines = await service.fetch("select what, who, details from audit where what like 'afst%'")
    assert [r["what"] for r in lines] == ["afstemming-aangemeld", "afstemming-besproken"]
    assert "Jansen" not in str([r["details"] for r in lines])
    kept = await service.fetch("select inhoud from toelichting")
    assert len(kept) == 2
    assert all(b"Jansen" not in row["inhoud"] for row in kept)


async def test_what_was_not_discussed_stays_on_the_agenda(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(1))
    first = (await client.post(URL, json=REDEN)).json()
    assert [a["id"] for a in await agenda(client, "2026-12-01")] == [first["id"]]


async def test_an_adjourned_case_is_on_the_next_agenda(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(1))
    first = (await client.post(URL, json=REDEN)).json()
    service.now = at("2026-11-24T09:20")
    body = {"uitkomst": "aangehouden", "aanwezig": ["veilig-thuis"], "toelichting": "OM belt."}
    outcome = await client.post(f"/v1/afstemmingen/{first['id']}/uitkomst", json=body)
    assert outcome.status_code == 200
    (again,) = await agenda(client, "2026-11-25")
    assert again["id"] != first["id"]
    assert datetime.fromisoformat(again["overlegOp"]) == at("2026-11-25T09:00")


async def test_who_may_not_and_what_is_not_there(client: httpx.AsyncClient) -> None:
    manager = {"Authorization": "Bearer m-1:manager"}
    day = {"datum": "2026-11-24"}
    assert (await client.get("/v1/afstemmingen", params=day, headers=manager)).status_code == 403
    assert (await client.get("/v1/afstemmingen", params={"datum": "x"})).status_code == 400
    assert (await client.post(URL, json=REDEN)).status_code == 404
    missing = f"/v1/afstemmingen/{UUID(int=9)}/uitkomst"
    assert (await client.post(missing, json=SAMEN)).status_code == 404
    assert (await client.post(URL, json={"reden": ""})).status_code == 400
