"""The agenda of the afstemmingsoverleg on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from vt_messaging.changes import Table
from vt_messaging.unit import Reader, Unit

from triage.domain.afstemming import Afstemming, Deelnemer, Uitkomst

AFSTEMMING = Table(
    "afstemming",
    {
        "id": "uuid",
        "melding_id": "uuid",
        "version": "int",
        "overleg_op": "timestamptz",
        "aangemeld_op": "timestamptz",
        "aangemeld_door": "text",
        "uitkomst": "text",
        "aanwezig": "jsonb",
        "besproken_op": "timestamptz",
        "besproken_door": "text",
    },
    ("id",),
)
_SELECT = f"select {', '.join(AFSTEMMING.columns)} from afstemming "  # noqa: S608  our own names


class PostgresAfstemming:
    """`AfstemmingStore` on PostgreSQL, beside what keeps triages."""

    async def afstemmingen(self, unit: Unit, ids: Collection[UUID]) -> list[Afstemming]:
        """These, as far as there are any."""
        rows = await unit.db.fetch(_SELECT + "where id = any($1::uuid[])", list(ids))
        return [_afstemming(row) for row in rows]

    async def on_agenda(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Afstemming]:
        """Those of these meldingen that wait for an outcome."""
        rows = await unit.db.fetch(
            _SELECT + "where melding_id = any($1::uuid[]) and uitkomst is null", list(melding_ids)
        )
        return [_afstemming(row) for row in rows]

    def save_afstemming(self, unit: Unit, afstemming: Afstemming, loaded_version: int) -> None:
        """Keeps it in its new version."""
        outcome = afstemming.uitkomst
        unit.save(
            AFSTEMMING,
            (
                afstemming.id, afstemming.melding_id, afstemming.version, afstemming.overleg_op,
                afstemming.aangemeld_op, afstemming.aangemeld_door,
                None if outcome is None else outcome.value,
                to_json(list(afstemming.aanwezig)).decode(),
                afstemming.besproken_op, afstemming.besproken_door,
            ),
            loaded_version,
        )  # fmt: skip


async def agenda(db: Reader, begin: datetime, end: datetime) -> list[Afstemming]:
    """What is or was on the agenda from `begin` to `end`, and what is left of earlier meetings."""
    rows = await db.fetch(
        _SELECT + "where overleg_op < $2 and (overleg_op >= $1 or uitkomst is null) "
        "order by overleg_op, aangemeld_op, id",
        begin,
        end,
    )
    return [_afstemming(row) for row in rows]


def _afstemming(row: Any) -> Afstemming:
    values = {name: row[name] for name in AFSTEMMING.columns}
    outcome = values["uitkomst"]
    values["uitkomst"] = None if outcome is None else Uitkomst(outcome)
    values["aanwezig"] = tuple(map(Deelnemer, json.loads(values["aanwezig"])))
    return Afstemming(**values)
