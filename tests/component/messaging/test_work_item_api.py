"""The API of work items as a service without decisions of its own has it, over a store in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from vt_messaging.commands import Command
from vt_messaging.identity import Caller
from vt_messaging.unit import Unit
from vt_messaging.web import add_conventions
from vt_messaging.work_items.api import work_item_router
from vt_messaging.work_items.domain import Item, State
from vt_messaging.work_items.handlers import WorkItems

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ITEM = UUID(int=7)
PATH = f"/v1/werkitems/{ITEM}"
BOB = {"Authorization": "bob:beheerder"}


class Service:
    """Store, commands and identity provider at once."""

    def __init__(self) -> None:
        self.items = {
            ITEM: Item(
                ITEM, 1, "dead-letter", None, "Kapot bericht", 1, NOW, State.OPEN, None, None,
                None, None, {"topic": "x"}, NOW, NOW,
            )
        }  # fmt: skip
        self.audits: list[tuple[str, str]] = []

    async def load(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Item]:
        return {i: self.items[i] for i in ids if i in self.items}

    def save(self, unit: Unit, item: Item, loaded_version: int) -> None:
        assert self.items[item.id].version == loaded_version, "a lost update"
        self.items[item.id] = item

    async def run(self, handle: Any, content: Any, traceparent: str | None = None) -> Any:
        unit = Unit(None, NOW, "proef")  # type: ignore[arg-type]
        (answer,) = await handle([Command(content, 0, 0, traceparent)], unit)
        _, rows = unit.changes._inserts.get("audit", (None, []))
        self.audits += [(row[1], row[2]) for row in rows]
        return answer

    async def verify(self, authorization: str | None) -> Caller:
        name, role = (authorization or "").split(":")
        return Caller(name, frozenset({role}))


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_conventions(app)
    app.include_router(work_item_router(WorkItems(service), roles=("beheerder", "triagist")))
    app.state.verifier = service
    app.state.wiring = SimpleNamespace(commands=service)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://proef",
        headers={"Authorization": "ans:beheerder"},
    ) as found:
        yield found


async def test_a_dead_letter_is_seen_claimed_given_back_and_settled(
    service: Service, client: httpx.AsyncClient
) -> None:
    shown = (await client.get(PATH)).json()
    assert shown == {
        "id": str(ITEM), "versie": 1, "soort": "dead-letter", "titel": "Kapot bericht",
        "meldingId": None, "prioriteit": 1, "termijn": "2026-11-23T12:00:00Z", "stand": "open",
        "geclaimdDoor": None, "beslotenDoor": None, "besluit": None, "reden": None,
        "details": {"topic": "x"}, "geopendOp": "2026-11-23T12:00:00Z",
        "gewijzigdOp": "2026-11-23T12:00:00Z", "dossier": None,
    }  # fmt: skip
    assert (await client.post(f"{PATH}/claim")).json()["geclaimdDoor"] == "ans"
    body = {"besluit": "afgehandeld", "reden": " De afzender stuurt opnieuw. "}
    for path in ("claim", "vrijgeven", "beslissing"):
        refused = await client.post(f"{PATH}/{path}", headers=BOB, json=body)
        assert (refused.status_code, "ans" in refused.json()["detail"]) == (409, True)
    assert (await client.post(f"{PATH}/vrijgeven")).json()["stand"] == "open"
    done = (await client.post(f"{PATH}/beslissing", headers=BOB, json=body)).json()
    assert (done["stand"], done["beslotenDoor"], done["reden"]) == (
        "afgehandeld", "bob", "De afzender stuurt opnieuw.",
    )  # fmt: skip
    again = await client.post(f"{PATH}/beslissing", headers=BOB, json=body)
    assert (again.status_code, again.json()) == (200, done)
    assert (await client.post(f"{PATH}/beslissing", json=body)).status_code == 409
    assert service.audits == [
        ("ans", "dossier-gelezen"), ("ans", "werkitem-geclaimd"), ("ans", "werkitem-vrijgegeven"),
        ("bob", "werkitem-afgehandeld"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"besluit", "reden"}),
        ({"besluit": "afgehandeld", "reden": "  "}, {"reden"}),
        ({"besluit": "weg", "reden": "x", "meer": 1}, {"besluit", "meer"}),
    ],
)
async def test_a_decision_without_a_reason_is_refused(
    service: Service, client: httpx.AsyncClient, body: dict[str, Any], fields: set[str]
) -> None:
    answer = await client.post(f"{PATH}/beslissing", json=body)
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == fields
    assert service.items[ITEM].state is State.OPEN


async def test_who_may_not_and_what_is_not_there(client: httpx.AsyncClient) -> None:
    manager = {"Authorization": "x:manager"}
    assert (await client.get(PATH, headers=manager)).status_code == 403
    nothing = f"/v1/werkitems/{UUID(int=9)}"
    assert (await client.get(nothing)).status_code == 404
    assert (await client.post(f"{nothing}/claim")).status_code == 404
