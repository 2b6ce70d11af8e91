"""A store in memory, and records as they come from the topics."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from notification import policy
from notification.domain.dossier import Dossier
from notification.domain.melder import Contact
from notification.handlers.telling import Notification
from notification.handlers.werkitems import Belwerk
from notification.wording import Texts
from pydantic import BaseModel
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import MelderSoort, Moment, Urgentie, Vervolg
from vt_contracts.events.melding import MelderGeregistreerdV1, MeldingStatusV1
from vt_messaging.records import Incoming, Raw
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item
from vt_messaging.work_items.handlers import WorkItems

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MELDING = UUID("01990000-0000-7000-8000-000000000001")
SENDER = "Veilig Thuis <noreply@veiligthuis.example>"


@dataclass
class FakeStore:
    """`DossierStore` in memory; counts what the database would be asked."""

    dossiers: dict[UUID, Dossier] = field(default_factory=dict)
    loads: int = 0
    saves: int = 0
    opened: int = 0

    async def load(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, Dossier]:
        self.loads += 1
        return {i: self.dossiers[i] for i in melding_ids if i in self.dossiers}

    def save(self, unit: Unit, dossier: Dossier) -> None:
        self.saves += 1
        known = self.dossiers.get(dossier.melding_id)
        assert dossier.version == (0 if known is None else known.version), "a lost update"
        self.dossiers[dossier.melding_id] = dossier._replace(version=dossier.version + 1)

    def contact(self, dossier: Dossier) -> Contact:
        self.opened += 1
        assert not isinstance(dossier.contact, bytes)
        return dossier.contact or Contact()


@dataclass
class FakeItems:
    """`ItemStore` in memory."""

    kept: dict[UUID, Item] = field(default_factory=dict)

    async def load(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Item]:
        return {i: self.kept[i] for i in ids if i in self.kept}

    def save(self, unit: Unit, item: Item, loaded_version: int) -> None:
        assert self.kept[item.id].version == loaded_version, "a lost update"
        assert item.version > loaded_version
        self.kept[item.id] = item


class NoDatabase:
    async def fetch(self, query: str, *args: Any) -> list[Any]:
        raise AssertionError("a handler reads through its ports")


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def unit() -> Unit:
    return Unit(NoDatabase(), NOW, "notification")


@pytest.fixture
def notification(store: FakeStore) -> Notification:
    return Notification(store, policy.load(), Texts(), mail_from=SENDER)


@pytest.fixture
def items() -> FakeItems:
    return FakeItems()


@pytest.fixture
def werkitems(store: FakeStore, items: FakeItems) -> WorkItems:
    belwerk = Belwerk(store, policy.load(), Texts())
    return WorkItems(items, belwerk, belwerk.tasks)


@pytest.fixture
def melder() -> Callable[..., Incoming[Any]]:
    def make(**changes: Any) -> Incoming[Any]:
        given: dict[str, Any] = {
            "melding_id": MELDING, "nummer": "VT-2026-0000001-4", "versie": 1,
            "soort": MelderSoort.PROFESSIONAL, "urgentie": Urgentie.REGULIER, "ontvangen_op": NOW,
            "naam": "J. de Vries", "email": "j.devries@school.example", "telefoon": "0612345678",
        }  # fmt: skip
        return incoming("melder.geregistreerd.v1", MelderGeregistreerdV1(**{**given, **changes}))

    return make


@pytest.fixture
def partner(melder: Callable[..., Incoming[Any]]) -> Callable[..., Incoming[Any]]:
    def make(**changes: Any) -> Incoming[Any]:
        given: dict[str, Any] = {
            "soort": MelderSoort.POLITIE, "partner": "politie-limburg", "bericht_id": "pol-1",
            "kenmerk": "PL2300-2026-1",
        }  # fmt: skip
        return melder(**{**given, **changes})

    return make


@pytest.fixture
def status() -> Callable[..., Incoming[Any]]:
    def make(moment: Moment, versie: int = 1, **changes: Any) -> Incoming[Any]:
        given: dict[str, Any] = {
            "melding_id": MELDING, "nummer": "VT-2026-0000001-4", "versie": versie,
            "schrijver": "routing", "moment": moment, "op": NOW, "urgentie": Urgentie.REGULIER,
            "vervolg": Vervolg.OVERDRACHT, "partij": "gm0935",
        }  # fmt: skip
        return incoming("melding.status.v1", MeldingStatusV1(**{**given, **changes}))

    return make


def incoming(topic: str, event: BaseModel) -> Incoming[Any]:
    kind: str = event.contract_type  # type: ignore[attr-defined]
    raw = Raw(topic, 0, 7, None, b"", (), 0)
    envelope = Envelope("e1", "urn:x", kind, "application/json", None, None)
    return Incoming(raw, envelope, event, "00-" + "1" * 32 + "-" + "2" * 16 + "-01")
