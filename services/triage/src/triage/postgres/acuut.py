"""Which acute meldingen wait for a person, on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from vt_messaging.changes import Table
from vt_messaging.unit import Unit
from vt_messaging.work_items.handlers import CLAIMED

from triage.domain.acuut import Acuut
from triage.domain.triage import REGELS
from triage.ports import Due

ACUTE_MELDING = Table(
    "acute_melding",
    {
        "melding_id": "uuid",
        "version": "int",
        "nummer": "text",
        "sinds": "timestamptz",
        "volgende_op": "timestamptz",
        "oproepen": "int",
        "opgeroepen": "jsonb",
        "werkitem_id": "uuid",
        "bevestigd_door": "text",
        "bevestigd_op": "timestamptz",
    },
    ("melding_id",),
)
MOST_DUE = 200
_COLUMNS = ", ".join(f"a.{name}" for name in ACUTE_MELDING.columns)


class PostgresAcuutStore:
    """`AcuutStore` on PostgreSQL."""

    async def acute(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Acuut]:
        """These acute meldingen, acknowledged ones too."""
        if not melding_ids:
            return {}
        rows = await unit.db.fetch(
            f"select {_COLUMNS} from acute_melding a where melding_id = any($1::uuid[])",  # noqa: S608
            list(melding_ids),
        )
        return {row["melding_id"]: acuut_of(row) for row in rows}

    async def due(self, unit: Unit, now: datetime) -> list[Due]:
        """What waits and is to be paged for at `now`, and what a person took meanwhile.

        A person took it who decided about it, or has claimed its work item, since it waits.
        """
        rows = await unit.db.fetch(
            f"select * from (select {_COLUMNS}, "  # noqa: S608
            "case when t.besloten_door <> $2 and t.besloten_op >= a.sinds then t.besloten_door "
            "else (select w.claimed_by from work_item w where w.id = t.werkitem_id "
            "and w.state = 'geclaimd' and exists (select from audit u where u.about = a.melding_id "
            "and u.what = $3 and u.who = w.claimed_by and u.at >= a.sinds)) end as taken_by "
            "from acute_melding a left join triage t on t.melding_id = a.melding_id "
            "where a.bevestigd_op is null) a "
            "where volgende_op <= $1 or taken_by is not null "
            "order by volgende_op, melding_id limit $4",
            now, REGELS, CLAIMED, MOST_DUE,
        )  # fmt: skip
        return [Due(acuut_of(row), row["taken_by"]) for row in rows]

    def save_acute(self, unit: Unit, acuut: Acuut, loaded_version: int) -> None:
        """Keeps it in its new version."""
        unit.save(
            ACUTE_MELDING,
            (
                acuut.melding_id, acuut.version, acuut.nummer, acuut.sinds, acuut.volgende_op,
                acuut.oproepen, to_json(acuut.opgeroepen).decode(), acuut.werkitem_id,
                acuut.bevestigd_door, acuut.bevestigd_op,
            ),
            loaded_version,
        )  # fmt: skip


async def waiting(db: Any, limit: int) -> list[Acuut]:
    """What waits for a person, the longest first."""
    rows = await db.fetch(
        f"select {_COLUMNS} from acute_melding a where bevestigd_op is null "  # noqa: S608
        "order by sinds, melding_id limit $1",
        limit,
    )
    return [acuut_of(row) for row in rows]


def acuut_of(row: Any) -> Acuut:
    """A row of `acute_melding`."""
    values = {name: row[name] for name in ACUTE_MELDING.columns}
    return Acuut(**(values | {"opgeroepen": tuple(json.loads(values["opgeroepen"]))}))
