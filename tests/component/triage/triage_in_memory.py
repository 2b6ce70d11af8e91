"""Triage's stores in memory: they write the rows of the real ones, and refuse what those refuse."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from triage.domain.acuut import Acuut
from triage.domain.linking import Koppeling
from triage.domain.radar import Held
from triage.domain.triage import Triage
from triage.domain.verrijking import Verzoek
from triage.handlers.audit import BESLUIT
from triage.ports import AuditLine, Due
from triage.postgres.acuut import PostgresAcuutStore, acuut_of
from triage.postgres.klokken import _klok
from triage.postgres.onderzoeken import _onderzoek
from triage.postgres.radar import PostgresRadarStore, _koppeling
from triage.postgres.triages import PostgresTriageStore, _triage
from triage.postgres.verzoeken import PostgresVerzoekStore, verzoek_of
from vt_messaging.changes import Changes
from vt_messaging.errors import ConflictError
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item
from vt_messaging.work_items.store import PostgresItems, item_of


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

    async def running_klokken(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Any]:
        found = [r for r in self.rows("klok") if r["melding_id"] in melding_ids]
        return [_klok(r) for r in found if r["klaar_op"] is None]

    async def open_onderzoeken(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Any]:
        found = [r for r in self.rows("onderzoek") if r["melding_id"] in melding_ids]
        return [_onderzoek(r) for r in found if r["stand"] in ("wacht", "loopt")]

    async def motivations(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[tuple[UUID, int], bytes]:
        return {
            (r["melding_id"], r["version"]): r["inhoud"]
            for r in self.rows("motivering")
            if r["melding_id"] in melding_ids
        }


class MemoryRadarStore(PostgresRadarStore):
    """The same for keys and links."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def held(self, unit: Unit, keys: Sequence[int], most: int) -> Mapping[int, Held]:
        self._store.loads += bool(keys)
        found: dict[int, Held] = {}
        for key in keys:
            rows = [r for r in self._store.rows("radarsleutel") if r["sleutel"] == key]
            rows.sort(key=lambda r: r["volgnummer"], reverse=True)
            if rows:
                found[key] = Held(
                    rows[0]["volgnummer"], tuple(r["melding_id"] for r in rows[:most])
                )
        return found

    async def links_among(self, unit: Unit, melding_ids: Sequence[UUID]) -> list[Koppeling]:
        self._store.loads += bool(melding_ids)
        return [k for k in self._all() if {k.melding_id, k.andere_melding_id} <= set(melding_ids)]

    async def links_of(self, unit: Unit, melding_ids: Sequence[UUID]) -> list[Koppeling]:
        self._store.loads += bool(melding_ids)
        return [k for k in self._all() if {k.melding_id, k.andere_melding_id} & set(melding_ids)]

    async def links(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, Koppeling]:
        return {k.id: k for k in self._all() if k.id in ids}

    def _all(self) -> list[Koppeling]:
        return [_koppeling(row) for row in self._store.rows("koppeling")]


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
