"""What triage asked others about a family, on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from vt_contracts.events.verrijking import VerrijkingDoel, VerrijkingVraag, VerrijkingWeigering
from vt_messaging.changes import Table
from vt_messaging.unit import Unit

from triage.domain.verrijking import Stand, Verzoek

VERZOEK = Table(
    "verzoek",
    {
        "id": "uuid",
        "version": "int",
        "melding_id": "uuid",
        "partner": "text",
        "doel": "text",
        "vragen": "jsonb",
        "gevraagd_door": "text",
        "gevraagd_op": "timestamptz",
        "antwoord_voor": "timestamptz",
        "stand": "text",
        "weigering": "text",
        "beantwoord_op": "timestamptz",
        "inhoud": "bytea",
    },
    ("id",),
)
MOST_DUE = 200
_SELECT = f"select {', '.join(VERZOEK.columns)} from verzoek "  # noqa: S608  our own names


class PostgresVerzoekStore:
    """`VerzoekStore` on PostgreSQL."""

    async def verzoeken(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Verzoek]:
        """These verzoeken, as far as there are any."""
        rows = await unit.db.fetch(_SELECT + "where id = any($1::uuid[])", list(ids))
        return {row["id"]: verzoek_of(row) for row in rows}

    async def of_meldingen(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, list[Verzoek]]:
        """All that was asked about these meldingen, oldest first."""
        if not ids:
            return {}
        rows = await unit.db.fetch(
            _SELECT + "where melding_id = any($1::uuid[]) order by gevraagd_op, id", list(ids)
        )
        found: dict[UUID, list[Verzoek]] = {}
        for row in rows:
            found.setdefault(row["melding_id"], []).append(verzoek_of(row))
        return found

    async def overdue(self, unit: Unit, now: datetime) -> list[Verzoek]:
        """What waited until its deadline."""
        rows = await unit.db.fetch(
            _SELECT + "where stand = 'gevraagd' and antwoord_voor <= $1 "
            "order by antwoord_voor, id limit $2",
            now, MOST_DUE,
        )  # fmt: skip
        return [verzoek_of(row) for row in rows]

    def save_verzoek(self, unit: Unit, verzoek: Verzoek, loaded_version: int) -> None:
        """Keeps it in its new version."""
        unit.save(
            VERZOEK,
            (
                verzoek.id, verzoek.version, verzoek.melding_id, verzoek.partner,
                verzoek.doel.value, to_json([v.value for v in verzoek.vragen]).decode(),
                verzoek.gevraagd_door, verzoek.gevraagd_op, verzoek.antwoord_voor,
                verzoek.stand.value,
                None if verzoek.weigering is None else verzoek.weigering.value,
                verzoek.beantwoord_op, verzoek.inhoud,
            ),
            loaded_version,
        )  # fmt: skip


def verzoek_of(row: Any) -> Verzoek:
    """A row of `verzoek`."""
    values = {name: row[name] for name in VERZOEK.columns}
    weigering = values["weigering"]
    values |= {
        "doel": VerrijkingDoel(values["doel"]),
        "vragen": tuple(VerrijkingVraag(v) for v in json.loads(values["vragen"])),
        "stand": Stand(values["stand"]),
        "weigering": None if weigering is None else VerrijkingWeigering(weigering),
    }
    return Verzoek(**values)
