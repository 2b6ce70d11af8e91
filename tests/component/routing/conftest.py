"""Routing over a store in memory, and records as they come from the topics."""

from __future__ import annotations

import copy
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey
from pydantic import BaseModel
from routing.domain.dossier import Dossier
from routing.domain.registry import Contact, Doelgroep, Gemeente, Registry
from routing.domain.terms import Terms
from routing.handlers.overdrachten import Overdrachten
from routing.handlers.reading import Reading
from routing.handlers.werkitems import Vragen
from routing.ports import BesluitKey
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Rol, Urgentie, Vervolg
from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_contracts.melding import Adres, Betrokkene
from vt_messaging.commands import Command
from vt_messaging.records import Delivery, Incoming, Raw
from vt_messaging.schema import AUDIT, WORK_ITEM
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item
from vt_messaging.work_items.handlers import WorkItems
from vt_messaging.work_items.store import item_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SINCE = date(2011, 1, 1)
KEYS = {party: ECKey.generate_key("P-256", {"kid": party}) for party in ("gm0935", "gm0981")}


def gemeente(code: str, naam: str, *names: str) -> Gemeente:
    party = code.lower()
    return Gemeente(
        code, naam, SINCE, None,
        tuple(
            Contact(
                id=f"{party}-{name}", gemeente=code, partij=party, team=f"{name} {naam}",
                functie="regisseur", doelgroepen=frozenset(Doelgroep),
                plaatsvervanger=name == "Achterwacht", actief=True, geldig_van=SINCE,
                geldig_tot=None, sleutel=json.dumps(KEYS[party].as_dict(private=False)),
            )
            for name in names
        ),
    )  # fmt: skip


REGISTRY = Registry(
    5,
    {
        "GM0935": gemeente("GM0935", "Maastricht", "Toegang", "Achterwacht"),
        "GM0981": gemeente("GM0981", "Vaals", "Loket"),
    },
    {"6211": ("GM0935",), "6291": ("GM0981",)},
)


@dataclass
class FakeStore:
    """The three stores in memory; counts what the database would be asked."""

    dossiers: dict[UUID, Dossier] = field(default_factory=dict)
    contents: dict[BesluitKey, bytes] = field(default_factory=dict)
    items: dict[UUID, Item] = field(default_factory=dict)
    loads: int = 0

    async def current(self, unit: Unit) -> Registry:
        self.loads += 1
        return REGISTRY

    async def of_meldingen(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, Dossier]:
        self.loads += 1
        return {i: copy.deepcopy(self.dossiers[i]) for i in melding_ids if i in self.dossiers}

    async def of_overdrachten(
        self, unit: Unit, overdracht_ids: Collection[UUID]
    ) -> dict[UUID, Dossier]:
        self.loads += 1
        return {
            o.id: dossier
            for dossier in copy.deepcopy(list(self.dossiers.values()))
            if any(o.id in overdracht_ids for o in dossier.overdrachten)
            for o in dossier.overdrachten
        }

    async def ringing(self, unit: Unit, now: datetime, most: int) -> list[Dossier]:
        self.loads += 1
        return [
            copy.deepcopy(dossier)
            for dossier in self.dossiers.values()
            if any(o.wekker_op is not None and o.wekker_op <= now for o in dossier.overdrachten)
        ][:most]

    async def besluiten(
        self, unit: Unit, keys: Collection[BesluitKey]
    ) -> dict[BesluitKey, MeldingGetrieerdV1]:
        self.loads += bool(keys)
        return {key: MeldingGetrieerdV1.model_validate_json(self.contents[key]) for key in keys}

    def keep_besluit(self, unit: Unit, key: BesluitKey, content: bytes) -> None:
        assert key not in self.contents
        self.contents[key] = content

    def save(self, unit: Unit, dossiers: Sequence[Dossier]) -> None:
        assert len({d.id for d in dossiers}) == len(dossiers)
        for dossier in dossiers:
            if dossier.changed or any(o.changed for o in dossier.overdrachten):
                known = self.dossiers.get(dossier.id)
                assert dossier.version == (0 if known is None else known.version), "a lost update"
                kept = copy.deepcopy(dossier)
                kept.version += 1
                kept.changed = False
                kept.effects = []
                for overdracht in kept.overdrachten:
                    overdracht.version += overdracht.changed
                    overdracht.changed = False
                self.dossiers[dossier.id] = kept

    async def load(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Item]:
        self.loads += 1
        return {i: self.items[i] for i in ids if i in self.items}

    def save_item(self, unit: Unit, item: Item, loaded_version: int) -> None:
        assert self.items[item.id].version == loaded_version, "a lost update"
        self.items[item.id] = item

    def take_over(self, unit: Unit) -> None:
        """The work items that a unit opens, as the database would keep them."""
        for row in written(unit, WORK_ITEM.name):
            fields = dict(zip(WORK_ITEM.columns, row, strict=True))
            self.items[fields["id"]] = item_of(fields)


class ItemStore:
    """The part of `FakeStore` that keeps work items."""

    def __init__(self, store: FakeStore) -> None:
        self.load = store.load
        self.save = store.save_item


def written(unit: Unit, table: str) -> list[tuple[Any, ...]]:
    """The rows that a unit inserts into `table`."""
    return [tuple(row) for row in unit.changes._inserts.get(table, (None, []))[1]]


class NoDatabase:
    async def fetch(self, query: str, *args: Any) -> list[Any]:
        raise AssertionError("handlers load through their ports")


@dataclass
class Service:
    """The handlers, and what they sent; each call is one batch."""

    store: FakeStore
    now: datetime = NOW
    offset: int = 0
    units: list[Unit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.overdrachten = Overdrachten(self.store, self.store, Terms(), "Veilig Thuis")
        vragen = Vragen(self.store, self.overdrachten, "Veilig Thuis")
        self.werkitems = WorkItems(ItemStore(self.store), vragen, vragen.dossiers)
        self.reading = Reading(self.store)

    def unit(self) -> Unit:
        unit = Unit(NoDatabase(), self.now, "routing")
        self.units.append(unit)
        self.store.loads = 0
        return unit

    def record(self, topic: str, event: BaseModel) -> Incoming[Any]:
        self.offset += 1
        value = event.model_dump_json(by_alias=True).encode()
        headers = (("ce_type", b"x"),)
        raw = Raw(topic, 0, self.offset, None, value, headers, int(self.now.timestamp() * 1000))
        envelope = Envelope(f"id-{self.offset}", "urn:x", "x", "application/json", None, None)
        return Incoming(raw, envelope, event, None)

    async def besluiten(self, *events: MeldingGetrieerdV1) -> Unit:
        unit = self.unit()
        batch = [self.record("melding.getrieerd.v1", event) for event in events]
        await self.overdrachten.follow_besluiten(batch, unit)
        self.store.take_over(unit)
        return unit

    async def antwoorden(self, party: str, *events: BaseModel) -> Unit:
        unit = self.unit()
        topic = f"overdracht.{party}.antwoord.v1"
        await self.overdrachten.take_answers([self.record(topic, e) for e in events], unit)
        self.store.take_over(unit)
        return unit

    async def tick(self, **later: float) -> Unit:
        self.now += timedelta(**later)
        unit = self.unit()
        await self.overdrachten.watch_time([Command(None, 0, self.offset, None)], unit)
        self.store.take_over(unit)
        return unit

    async def command(self, handle: Any, *contents: Any) -> list[Any]:
        unit = self.unit()
        batch = [Command(content, 0, n, None) for n, content in enumerate(contents)]
        answers = list(await handle(batch, unit))
        self.store.take_over(unit)
        return answers

    def audits(self) -> list[tuple[Any, ...]]:
        return written(self.units[-1], AUDIT.name)


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def service(store: FakeStore) -> Service:
    return Service(store)


@pytest.fixture
def getrieerd() -> Any:
    """Makes a decision of triage about a child; `versie`, `postcode` … as a test wants."""

    def make(n: int = 1, **changes: Any) -> MeldingGetrieerdV1:
        postcode = changes.pop("postcode", "6211AB")
        fields: dict[str, Any] = {
            "melding_id": UUID(int=(7 << 76) | (2 << 62) | n), "nummer": f"VT-2026-{n:07d}-0",
            "versie": 1, "vervolg": Vervolg.OVERDRACHT, "urgentie": Urgentie.REGULIER,
            "ontvangen_op": NOW, "besloten_op": NOW, "besloten_door": "regels", "regelset": "1",
            "reden": "r", "toelichting": "Er was ruzie.",
            "betrokkenen": [
                Betrokkene(
                    rol=Rol.KIND, bsn="123456782", bsn_opgegeven=None, voornamen="Bas",
                    adres=Adres(postcode=postcode, straat="Markt", huisnummer="1"),
                )
            ],
        }  # fmt: skip
        return MeldingGetrieerdV1(**(fields | changes))

    return make


@pytest.fixture
def opened() -> Any:
    """Decrypts a delivery as its addressee would."""

    def open_(delivery: Delivery) -> dict[str, Any]:
        party = delivery.outgoing.topic.split(".")[1]
        token = jwe.decrypt_compact(
            delivery.outgoing.value, KEYS[party], algorithms=["ECDH-ES+A256KW", "A256GCM"]
        )
        assert token.plaintext is not None
        found: dict[str, Any] = json.loads(token.plaintext)
        return found

    return open_
