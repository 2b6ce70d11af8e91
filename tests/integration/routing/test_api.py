"""The API on a running process of role api: real database, commands and timers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from routing.main import create_app
from vt_messaging.identity import Caller, NotAuthenticatedError

pytestmark = pytest.mark.integration


class Doorman:
    """Takes `Bearer name:role` for a token."""

    async def verify(self, authorization: str | None) -> Caller:
        if authorization is None:
            raise NotAuthenticatedError("geen token")
        name, role = authorization.removeprefix("Bearer ").split(":")
        return Caller(name, frozenset({role}))


@pytest_asyncio.fixture
async def client(platform: Any) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(platform.settings)
    async with app.router.lifespan_context(app):
        app.state.verifier = Doorman()
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://routing"
        ) as client:
            client.headers["authorization"] = "Bearer anna:triagist"
            yield client


@pytest_asyncio.fixture
async def item(client: httpx.AsyncClient, platform: Any, getrieerd: Any) -> dict[str, Any]:
    replica = await platform.replica()
    await replica.besluiten(getrieerd(1, postcode="6311AB"), getrieerd(2))
    listed = (await client.get("/v1/werkitems")).json()["werkitems"]
    assert len(listed) == 1
    found: dict[str, Any] = listed[0]
    return found


async def test_a_person_decides_where_it_goes(
    client: httpx.AsyncClient, item: dict[str, Any], platform: Any
) -> None:
    assert (item["soort"], item["stand"], item["versie"]) == ("routering", "open", 1)
    assert item["details"]["voorstel"] == ["GM0986", "GM0994"]
    assert "Sebastiaan" not in str(item)
    path = f"/v1/werkitems/{item['id']}"
    claimed = await client.post(f"{path}/claim", json={})
    assert (claimed.status_code, claimed.json()["geclaimdDoor"]) == (200, "anna")
    other = {"authorization": "Bearer bo:gedragswetenschapper"}
    taken = await client.post(f"{path}/claim", json={}, headers=other)
    assert taken.status_code == 409
    assert "anna" in taken.json()["detail"]
    dossier = (await client.get(path)).json()["dossier"]
    assert dossier["melding"]["betrokkenen"][0]["voornamen"] == "Sebastiaan"
    assert dossier["routering"]["overdrachten"] == []
    body = {"besluit": "aanbieden", "gemeente": "GM0994", "reden": "staat in de BRP"}
    decided = await client.post(f"{path}/beslissing", json=body)
    assert (decided.status_code, decided.json()["stand"]) == (200, "afgehandeld")
    assert decided.json()["versie"] == 3
    again = await client.post(f"{path}/beslissing", json=body)
    assert (again.status_code, again.json()) == (200, decided.json())
    late = await client.post(f"{path}/beslissing", json=body, headers=other)
    assert late.status_code == 409
    rest = await client.get(f"/v1/meldingen/{item['meldingId']}/overdrachten")
    (overdracht,) = rest.json()["overdrachten"]
    assert (overdracht["gemeente"], overdracht["state"]) == ("GM0994", "aangeboden")
    one = await client.get(f"/v1/overdrachten/{overdracht['id']}")
    assert one.json() == overdracht
    audits = await platform.pools[0].fetch("select who, what from audit where about is not null")
    assert [(row["who"], row["what"]) for row in audits] == [
        ("anna", "werkitem-geclaimd"),
        ("anna", "dossier-gelezen"),
        ("anna", "besluit: aanbieden"),
        ("anna", "overdracht gelezen"),
        ("anna", "overdracht gelezen"),
    ]
    listed = (await client.get("/v1/werkitems", params={"state": "afgehandeld"})).json()
    assert [line["id"] for line in listed["werkitems"]] == [item["id"]]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"besluit": "aanbieden", "gemeente": "0935", "reden": "xxx"}, "gemeente"),
        ({"besluit": "aanbieden", "gemeente": "GM0001", "reden": "xxx"}, "gemeente"),
        ({"besluit": "afsluiten"}, "reden"),
        ({"besluit": "afsluiten", "reden": "xxx", "meer": 1}, "meer"),
        ({"besluit": "weggooien", "reden": "xxx"}, "besluit"),
        ({"besluit": "afgehandeld", "reden": "xxx"}, "besluit"),
    ],
)
async def test_wrong_input_is_named(
    client: httpx.AsyncClient, item: dict[str, Any], body: dict[str, Any], field: str
) -> None:
    answer = await client.post(f"/v1/werkitems/{item['id']}/beslissing", json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_only_staff_may(client: httpx.AsyncClient, item: dict[str, Any]) -> None:
    path = f"/v1/werkitems/{item['id']}"
    for role in ("frontoffice", "manager", "gemeente-GM0935"):
        headers = {"authorization": f"Bearer x:{role}"}
        assert (await client.get(path, headers=headers)).status_code == 403
    del client.headers["authorization"]
    assert (await client.get(path)).status_code == 401


async def test_what_is_not_there(client: httpx.AsyncClient) -> None:
    nothing = "01990000-0000-7000-8000-000000000001"
    for path in ("werkitems", "overdrachten", "meldingen"):
        end = "/overdrachten" if path == "meldingen" else ""
        assert (await client.get(f"/v1/{path}/{nothing}{end}")).status_code == 404
    assert (await client.get("/v1/openapi.json")).status_code == 200
