"""The decisions about one melding, for whoever explains them; the reading is written in the audit."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from vt_messaging import database
from vt_messaging.unit import Unit

from triage.handlers.audit import BESLUIT, UITGELEGD, VRAAG
from triage.ports import AuditLine


async def explained(dsn: str, melding: str, who: str, now: datetime) -> Explained | None:
    """The melding with this nummer or id, and everything that was decided; None: it is not there."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        row = await connection.fetchrow(
            "select melding_id, nummer from triage "
            "where nummer = $1 or melding_id::text = lower($1) limit 1",
            melding,
        )
        if row is None:
            return None
        # Noted first: nothing is shown of which the reading is not on record.
        unit = Unit(connection, now, "triage")
        unit.audit(who, UITGELEGD, row["melding_id"])
        unit.close()
        await database.execute(connection, unit.changes)
        lines = await connection.fetch(
            "select at, who, what, rule_version, details from audit "
            "where about = $1 and what = any($2) order by id",
            row["melding_id"], [BESLUIT, VRAAG],
        )  # fmt: skip
    finally:
        await connection.close()
    return Explained(row["melding_id"], row["nummer"], [_line(line) for line in lines])


class Explained:
    """A melding and the lines of the audit about its decisions, oldest first."""

    def __init__(self, melding_id: UUID, nummer: str, lines: list[AuditLine]) -> None:
        self.melding_id = melding_id
        self.nummer = nummer
        self.lines = lines


def _line(row: Any) -> AuditLine:
    return AuditLine(
        row["at"], row["who"], row["what"], row["rule_version"], json.loads(row["details"])
    )
