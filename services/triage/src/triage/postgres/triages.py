"""Triage's storage on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from vt_contracts.codes import Urgentie, Vervolg
from vt_messaging.changes import Table
from vt_messaging.unit import Unit

from triage.domain.triage import Stand, Triage
from triage.handlers.audit import BESLUIT
from triage.ports import AuditLine
from triage.postgres.afstemming import PostgresAfstemming
from triage.postgres.klokken import PostgresKlokken
from triage.postgres.onderzoeken import PostgresOnderzoeken
from triage.postgres.zicht import PostgresZicht

TRIAGE = Table(
    "triage",
    {
        "melding_id": "uuid",
        "version": "int",
        "nummer": "text",
        "gezien_versie": "int",
        "urgentie": "text",
        "stand": "text",
        "vervolg": "text",
        "regelset": "text",
        "regels": "jsonb",
        "reden": "text",
        "besloten_door": "text",
        "besloten_op": "timestamptz",
        "werkitem_id": "uuid",
        "ontvangen_op": "timestamptz",
        "deadline": "timestamptz",
        "proefbericht": "boolean",
        "dossier": "bytea",
    },
    ("melding_id",),
)
MOTIVERING = Table(
    "motivering",
    {"melding_id": "uuid", "version": "int", "inhoud": "bytea"},
    ("melding_id", "version"),
)
_TRIAGE_COLUMNS = ", ".join(TRIAGE.columns)


class PostgresTriageStore(PostgresKlokken, PostgresOnderzoeken, PostgresZicht, PostgresAfstemming):
    """`TriageStore` on PostgreSQL."""

    async def triages(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Triage]:
        """The triages of these meldingen, where there are any."""
        if not melding_ids:
            return {}
        rows = await unit.db.fetch(
            f"select {_TRIAGE_COLUMNS} from triage where melding_id = any($1::uuid[])",  # noqa: S608
            melding_ids,
        )
        return {row[0]: _triage(row) for row in rows}

    async def decisions(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[UUID, list[AuditLine]]:
        """Every decision about these meldingen, oldest first."""
        if not melding_ids:
            return {}
        rows = await unit.db.fetch(
            "select about, at, who, what, rule_version, details from audit "
            "where about = any($1::uuid[]) and what = $2 order by id",
            melding_ids,
            BESLUIT,
        )
        lines: dict[UUID, list[AuditLine]] = {}
        for about, at, who, what, rule_version, details in rows:
            line = AuditLine(at, who, what, rule_version, json.loads(details))
            lines.setdefault(about, []).append(line)
        return lines

    async def motivations(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[tuple[UUID, int], bytes]:
        """What persons wrote with their decisions, sealed, by melding and version."""
        if not melding_ids:
            return {}
        rows = await unit.db.fetch(
            "select melding_id, version, inhoud from motivering where melding_id = any($1::uuid[])",
            melding_ids,
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def save(self, unit: Unit, triage: Triage, loaded_version: int) -> None:
        """Keeps a triage in its new version."""
        unit.save(
            TRIAGE,
            (
                triage.melding_id, triage.version, triage.nummer, triage.gezien_versie,
                triage.urgentie.value, triage.stand.value,
                None if triage.vervolg is None else triage.vervolg.value,
                triage.regelset, to_json(triage.regels).decode(), triage.reden, triage.besloten_door,
                triage.besloten_op, triage.werkitem_id, triage.ontvangen_op, triage.deadline,
                triage.proefbericht, triage.dossier,
            ),
            loaded_version,
        )  # fmt: skip

    def keep_motivation(self, unit: Unit, melding_id: UUID, version: int, sealed: bytes) -> None:
        """Keeps what a person wrote with a decision."""
        unit.insert(MOTIVERING, (melding_id, version, sealed))


def _triage(row: Any) -> Triage:
    return Triage(
        melding_id=row["melding_id"],
        version=row["version"],
        nummer=row["nummer"],
        gezien_versie=row["gezien_versie"],
        urgentie=Urgentie(row["urgentie"]),
        stand=Stand(row["stand"]),
        vervolg=None if row["vervolg"] is None else Vervolg(row["vervolg"]),
        regelset=row["regelset"],
        regels=tuple(json.loads(row["regels"])),
        reden=row["reden"],
        besloten_door=row["besloten_door"],
        besloten_op=row["besloten_op"],
        werkitem_id=row["werkitem_id"],
        ontvangen_op=row["ontvangen_op"],
        deadline=row["deadline"],
        proefbericht=row["proefbericht"],
        dossier=row["dossier"],
    )
