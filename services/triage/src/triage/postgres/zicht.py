"""What was agreed about keeping an eye on safety, and the moments of contact, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from vt_messaging.changes import Table
from vt_messaging.unit import Unit

from triage.domain.zicht import Afspraak, Wijze, Zicht

ZICHT = Table(
    "zicht",
    {
        "melding_id": "uuid",
        "version": "int",
        "dagen": "int",
        "wijze": "text",
        "afgesproken_door": "text",
        "afgesproken_op": "timestamptz",
        "laatste_contact_op": "timestamptz",
        "laatste_contact_door": "text",
    },
    ("melding_id",),
)
CONTACTMOMENT = Table(
    "contactmoment",
    {"id": "uuid", "melding_id": "uuid", "op": "timestamptz", "wijze": "text", "door": "text"},
    ("id",),
)
_SELECT = f"select {', '.join(ZICHT.columns)} from zicht "  # noqa: S608  our own names


class PostgresZicht:
    """`ZichtStore` on PostgreSQL, beside what keeps triages."""

    async def zicht(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, Zicht]:
        """What is kept about these meldingen."""
        rows = await unit.db.fetch(
            _SELECT + "where melding_id = any($1::uuid[])", list(melding_ids)
        )
        return {row["melding_id"]: _zicht(row) for row in rows}

    def save_zicht(self, unit: Unit, zicht: Zicht, loaded_version: int) -> None:
        """Keeps it in its new version."""
        agreed = zicht.afspraak
        unit.save(
            ZICHT,
            (
                zicht.melding_id, zicht.version, None if agreed is None else agreed.dagen,
                None if agreed is None else agreed.wijze.value, zicht.afgesproken_door,
                zicht.afgesproken_op, zicht.laatste_contact_op, zicht.laatste_contact_door,
            ),
            loaded_version,
        )  # fmt: skip

    def keep_contact(
        self, unit: Unit, identity: UUID, melding_id: UUID, op: datetime, wijze: Wijze, who: str
    ) -> None:
        """Keeps a moment of contact."""
        unit.insert(CONTACTMOMENT, (identity, melding_id, op, wijze.value, who))


def _zicht(row: Any) -> Zicht:
    dagen = row["dagen"]
    return Zicht(
        melding_id=row["melding_id"],
        version=row["version"],
        afspraak=None if dagen is None else Afspraak(dagen, Wijze(row["wijze"])),
        afgesproken_door=row["afgesproken_door"],
        afgesproken_op=row["afgesproken_op"],
        laatste_contact_op=row["laatste_contact_op"],
        laatste_contact_door=row["laatste_contact_door"],
    )
