"""Triage's handlers over a database in memory that refuses what PostgreSQL would refuse."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from joserfc.jwk import ECKey
from triage.domain.acuut import Acuut, Termijnen
from triage.domain.families import Asked, Found
from triage.domain.triage import Triage
from triage.domain.verrijking import Verzoek
from triage.handlers.acuut import AcuteMeldingen
from triage.handlers.audit import BESLUIT
from triage.handlers.dossiers import Dossiers
from triage.handlers.meldingen import TriageMeldingen
from triage.handlers.verrijking import Verrijking
from triage.handlers.vragen import Beleid, Vragen
from triage.handlers.werkitems import TriageBesluiten
from triage.piketrooster import parse as parse_rooster
from triage.ports import AuditLine, Due
from triage.postgres.acuut import PostgresAcuutStore, acuut_of
from triage.postgres.triages import PostgresTriageStore, _triage
from triage.postgres.verzoeken import PostgresVerzoekStore, verzoek_of
from triage.ruleset import FOLDER, load_versions
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Aanleiding, Antwoord, Hoedanigheid, Kanaal, Rol, Urgentie
from vt_contracts.events.melding import MeldingOntvangenV1, PolitieGegevens
from vt_contracts.melding import Adres, Betrokkene, Signalen
from vt_contracts.parties import VERRIJKERS
from vt_messaging.changes import Changes
from vt_messaging.commands import Command
from vt_messaging.errors import ConflictError
from vt_messaging.records import Incoming, Outgoing, Raw
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault
from vt_messaging.work_items.domain import Item
from vt_messaging.work_items.handlers import WorkItems
from vt_messaging.work_items.store import PostgresItems, item_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BSN = "123456782"


class MemoryStore(PostgresTriageStore):
    """Writes rows as the real store does; reads them from `tables`, filled by `commit`."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Any, dict[str, Any]]] = {}
        self.loads = 0

    def rows(self, table: str) -> list[dict[str, Any]]:
        return list(self.tables.get(table, {}).values())

    def commit(self, changes: Changes) -> None:
        """All or nothing: a key that exists or a version that moved is a conflict."""
        new = {name: dict(rows) for name, rows in self.tables.items()}
        for table, rows in changes._inserts.values():
            kept = new.setdefault(table.name, {})
            for values in rows:
                row = dict(zip(table.columns, values, strict=True))
                key = tuple(row[name] for name in table.key) or len(kept)
                if key in kept:
                    raise ConflictError
                kept[key] = row
        for table, rows, versions in changes._updates.values():
            kept = new.setdefault(table.name, {})
            keys = set()
            for values, version in zip(rows, versions, strict=True):
                row = dict(zip(table.columns, values, strict=True))
                key = tuple(row[name] for name in table.key)
                if key in keys or key not in kept or kept[key]["version"] != version:
                    raise ConflictError
                keys.add(key)
                kept[key] = row
        self.tables = new

    async def triages(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Triage]:
        self.loads += bool(melding_ids)
        found = self.tables.get("triage", {})
        return {i: _triage(found[(i,)]) for i in melding_ids if (i,) in found}

    async def families(self, unit: Unit, asked: Sequence[Asked]) -> Mapping[Asked, Found]:
        self.loads += bool(asked)
        return {a: self._found(a) for a in asked}

    def _found(self, asked: Asked) -> Found:
        rows = [r for r in self.rows("familiesleutel") if r["sleutel"] == asked.sleutel]
        others = sorted(r["hgkm"] for r in rows if r["melding_id"] != asked.melding_id)
        last = max((r["volgnummer"] for r in rows), default=0)
        return Found(last, Antwoord(others[0]) if others else None)

    async def decisions(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[UUID, list[AuditLine]]:
        lines: dict[UUID, list[AuditLine]] = {}
        for r in self.rows("audit"):
            if r["about"] in melding_ids and r["what"] == BESLUIT:
                line = AuditLine(
                    r["at"], r["who"], r["what"], r["rule_version"], json.loads(r["details"])
                )
                lines.setdefault(r["about"], []).append(line)
        return lines

    async def motivations(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[tuple[UUID, int], bytes]:
        return {
            (r["melding_id"], r["version"]): r["inhoud"]
            for r in self.rows("motivering")
            if r["melding_id"] in melding_ids
        }


class MemoryItems(PostgresItems):
    """The same for work items."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def load(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Item]:
        self._store.loads += bool(ids)
        found = self._store.tables.get("work_item", {})
        return {i: item_of(found[(i,)]) for i in ids if (i,) in found}


class MemoryAcuut(PostgresAcuutStore):
    """The same for acute meldingen."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def acute(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Acuut]:
        self._store.loads += bool(melding_ids)
        found = self._store.tables.get("acute_melding", {})
        return {i: acuut_of(found[(i,)]) for i in melding_ids if (i,) in found}

    async def due(self, unit: Unit, now: datetime) -> list[Due]:
        waits = [acuut_of(r) for r in self._store.rows("acute_melding") if not r["bevestigd_op"]]
        found = [Due(a, self._taken_by(a)) for a in waits]
        return [d for d in found if d.taken_by is not None or d.acuut.volgende_op <= now]

    def _taken_by(self, acuut: Acuut) -> str | None:
        triage = self._store.tables["triage"].get((acuut.melding_id,))
        if triage is None:
            return None
        by, at = triage["besloten_door"], triage["besloten_op"]
        if by not in (None, "regels") and at >= acuut.sinds:
            return str(by)
        item = self._store.tables.get("work_item", {}).get((triage["werkitem_id"],))
        if item is None or item["state"] != "geclaimd":
            return None
        claims = [
            r
            for r in self._store.rows("audit")
            if r["what"] == "werkitem-geclaimd"
            and (r["about"], r["who"]) == (acuut.melding_id, item["claimed_by"])
            and r["at"] >= acuut.sinds
        ]
        return str(item["claimed_by"]) if claims else None


class MemoryVerzoeken(PostgresVerzoekStore):
    """The same for questions to others."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def verzoeken(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Verzoek]:
        found = self._store.tables.get("verzoek", {})
        return {i: verzoek_of(found[(i,)]) for i in ids if (i,) in found}

    async def of_meldingen(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, list[Verzoek]]:
        found: dict[UUID, list[Verzoek]] = {}
        for row in self._store.rows("verzoek"):
            if row["melding_id"] in ids:
                found.setdefault(row["melding_id"], []).append(verzoek_of(row))
        return found

    async def overdue(self, unit: Unit, now: datetime) -> list[Verzoek]:
        rows = self._store.rows("verzoek")
        return [
            verzoek_of(r) for r in rows if r["stand"] == "gevraagd" and r["antwoord_voor"] <= now
        ]


NOBODY = Beleid({})
ROOSTER = """
versie = "proef-1"
vangnet = { functie = "vangnet", telefoon = "+31430000000", wijze = "spraak" }
[[week]]
dagen = ["ma", "di", "wo", "do", "vr"]
van = 08:00:00
tot = 20:00:00
wie = [
    { functie = "eerste", telefoon = "+31430000001", wijze = "sms" },
    { functie = "tweede", telefoon = "+31430000002", wijze = "spraak" },
]
"""


class Keten:
    """Triage over a memory store: what comes in, what went out."""

    def __init__(self, beleid: Beleid = NOBODY) -> None:
        self.store = MemoryStore()
        vault = Vault(base64.b64encode(b"k" * 32).decode())
        items = MemoryItems(self.store)
        self.regelsets = load_versions(FOLDER)
        self.rooster = parse_rooster(ROOSTER)
        self.acute = AcuteMeldingen(
            MemoryAcuut(self.store), items, lambda: self.rooster, Termijnen()
        )
        verzoeken = MemoryVerzoeken(self.store)
        self.keys = {
            partner: ECKey.generate_key("P-256", {"kid": f"{partner}-1"}) for partner in VERRIJKERS
        }
        public = {p: json.dumps(key.as_dict(private=False)) for p, key in self.keys.items()}
        self.vragen = Vragen(verzoeken, self.store, vault, public, beleid)
        self.meldingen = TriageMeldingen(
            self.store, items, vault, self.regelsets, self.acute, self.vragen
        )
        self.verrijking = Verrijking(verzoeken, self.store, vault, self.meldingen)
        self.dossiers = Dossiers(self.store, verzoeken, vault)
        self.werkitems = WorkItems(
            items, TriageBesluiten(self.store, vault), self.dossiers.of_items
        )
        self.now = NOW
        self.sent: list[Outgoing] = []
        self.alarms: list[str] = []
        self.refused = 0
        self.asked: list[Any] = []
        self.pages: list[dict[str, Any]] = []
        self._offset = 0

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    async def receive(self, *meldingen: MeldingOntvangenV1) -> list[Outgoing]:
        """One batch, decided and committed; returns what it emitted."""
        return await self._commit(
            lambda unit: self.meldingen.triage_meldingen(self.records(*meldingen), unit)
        )

    def records(self, *meldingen: MeldingOntvangenV1) -> list[Incoming[MeldingOntvangenV1]]:
        found = []
        for melding in meldingen:
            written = melding.model_dump_json(by_alias=True).encode()
            raw = Raw("melding.ontvangen.v1", 0, self._offset, None, written, (), 0)
            self._offset += 1
            envelope = Envelope("id", "source", "type", "application/json", None, None)
            found.append(Incoming(raw, envelope, melding, None))
        return found

    async def command(self, handle: Callable[..., Awaitable[Sequence[Any]]], *contents: Any) -> Any:
        """One batch of commands, committed; the answer, or a list when there were several."""
        commands = [Command(c, 0, self._offset + i, None) for i, c in enumerate(contents)]
        self._offset += len(contents)
        answers: list[Any] = []

        async def fill(unit: Unit) -> None:
            answers.extend(await handle(commands, unit))

        await self._commit(fill)
        return answers[0] if len(contents) == 1 else answers

    async def _commit(self, fill: Callable[[Unit], Awaitable[None]]) -> list[Outgoing]:
        unit = Unit(None, self.now, "triage")  # type: ignore[arg-type]
        await fill(unit)
        self.store.commit(unit.changes)
        self.sent += unit.outgoing
        self.alarms += unit.alarms
        self.refused += unit.dead_letters
        self.asked += [d for d in unit.deliveries if d.destination.startswith("verrijking.")]
        self.pages += [
            json.loads(d.outgoing.value) for d in unit.deliveries if d.channel == "oproep"
        ]
        return unit.outgoing

    def triage(self, melding: MeldingOntvangenV1) -> dict[str, Any]:
        return self.store.tables["triage"][(melding.melding_id,)]

    def items(self, state: str = "open") -> list[dict[str, Any]]:
        return [r for r in self.store.rows("work_item") if r["state"] == state]

    def audit(self, what: str) -> list[dict[str, Any]]:
        return [r for r in self.store.rows("audit") if r["what"] == what]


def told(sent: Iterable[Outgoing]) -> list[tuple[str, dict[str, Any]]]:
    """Topic and content of events."""
    return [(out.topic, json.loads(out.value)) for out in sent]


@pytest.fixture
def keten() -> Keten:
    return Keten()


@pytest.fixture
def tell() -> Callable[[Iterable[Outgoing]], list[tuple[str, dict[str, Any]]]]:
    return told


@pytest.fixture
def make() -> Callable[..., MeldingOntvangenV1]:
    """A melding about HG or KM without danger now; `number` is its identity."""

    def melding(number: int = 1, versie: int = 1, **changes: Any) -> MeldingOntvangenV1:
        signalen = changes.pop("signalen", {"gevaar_op_dit_moment": "nee"})
        bsn = changes.pop("bsn", None)
        huisnummer = changes.pop("huisnummer", str(number))
        content: dict[str, Any] = {
            "melding_id": UUID(int=number),
            "nummer": f"VT-2026-{number:07d}-1",
            "versie": versie,
            "kanaal": Kanaal.PROFESSIONAL,
            "bron": "jgz-zuid-limburg",
            "hoedanigheid": Hoedanigheid.JEUGDGEZONDHEIDSZORG,
            "ontvangen_op": NOW,
            "urgentie": Urgentie.REGULIER,
            "signalen": Signalen.model_validate(signalen),
            "huiselijk_geweld_of_kindermishandeling": Antwoord.JA,
            "aanleiding": [Aanleiding.KINDERMISHANDELING_ANDERS],
            "toelichting": "Het kind van Jansen is bang.",
            "betrokkenen": [
                Betrokkene(
                    rol=Rol.KIND,
                    bsn=bsn,
                    geslachtsnaam="Jansen",
                    adres=Adres(postcode="6211AB", huisnummer=huisnummer),
                )
            ],
        }
        return MeldingOntvangenV1(**(content | changes))

    return melding


@pytest.fixture
def zorg(make: Callable[..., MeldingOntvangenV1]) -> Callable[..., MeldingOntvangenV1]:
    """A police zorgmelding without HG or KM."""

    def melding(number: int = 1, versie: int = 1, **changes: Any) -> MeldingOntvangenV1:
        content: dict[str, Any] = {
            "kanaal": Kanaal.POLITIE,
            "bron": "politie-limburg",
            "hoedanigheid": Hoedanigheid.POLITIE,
            "huiselijk_geweld_of_kindermishandeling": Antwoord.NEE,
            "aanleiding": [],
            "toelichting": "",
            "politie": PolitieGegevens(incidentnummer="PL-1", mutatie="Verward persoon."),
        }
        return make(number, versie, **(content | changes))

    return melding
