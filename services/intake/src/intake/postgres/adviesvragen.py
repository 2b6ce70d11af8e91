"""Adviesvragen on PostgreSQL, and what is counted of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from vt_contracts.codes import Aanleiding, Hoedanigheid
from vt_messaging.changes import Table
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from intake.domain.adviesvraag import Adviesvraag

ADVIESVRAAG = Table(
    "adviesvraag",
    {
        "id": "uuid",
        "version": "int",
        "nummer": "text",
        "gevraagd_op": "timestamptz",
        "gemeente": "text",
        "hoedanigheid": "text",
        "aanleiding": "text",
        "advies": "bytea",
        "gegeven_door": "text",
        "proefbericht": "boolean",
        "melding_id": "uuid",
        "bewaren_tot": "timestamptz",
        "recorded_at": "timestamptz",
    },
    ("id",),
)
_SEPARATOR = ","
_COUNTS = """
with asked as (
    select gemeente, hoedanigheid, aanleiding, melding_id from adviesvraag
    where gevraagd_op >= $1 and gevraagd_op < $2 and not proefbericht
)
select 'totaal', '', count(*) from asked
union all select 'gemeente', coalesce(gemeente, 'onbekend'), count(*) from asked group by gemeente
union all select 'hoedanigheid', hoedanigheid, count(*) from asked group by hoedanigheid
union all select 'aanleiding', code, count(*)
    from asked, unnest(string_to_array(aanleiding, ',')) code group by code
union all select 'werd_melding', '', count(melding_id) from asked
"""


class PostgresAdviesStore:
    """`AdviesStore` on PostgreSQL; the advice is sealed with the service's key."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def next_sequences(self, unit: Unit, count: int) -> list[int]:
        """Fresh sequence numbers for adviesnummers."""
        rows = await unit.db.fetch(
            "select nextval('adviesnummer') from generate_series(1, $1)", count
        )
        return [r[0] for r in rows]

    async def adviesvragen(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, Adviesvraag]:
        """Those that are known of these."""
        if not ids:
            return {}
        rows = await unit.db.fetch("select * from adviesvraag where id = any($1::uuid[])", ids)
        return {row["id"]: self._opened(row) for row in rows}

    def keep(self, unit: Unit, vraag: Adviesvraag, loaded_version: int) -> None:
        """Keeps an adviesvraag, new or in a new version; the advice sealed."""
        unit.save(
            ADVIESVRAAG,
            (
                vraag.id, vraag.version, vraag.nummer, vraag.gevraagd_op, vraag.gemeente,
                vraag.hoedanigheid, _SEPARATOR.join(vraag.aanleiding),
                self._vault.seal(vraag.advies.encode(), vraag.id.bytes), vraag.gegeven_door,
                vraag.proefbericht, vraag.melding_id, vraag.bewaren_tot, vraag.vastgelegd_op,
            ),
            loaded_version,
        )  # fmt: skip

    async def counts(
        self, pool: asyncpg.Pool, since: datetime, until: datetime
    ) -> dict[str, dict[str, int]]:
        """How many were asked from `since` up to `until`, by gemeente, hoedanigheid, aanleiding."""
        found: dict[str, dict[str, int]] = {}
        for subject, name, count in await pool.fetch(_COUNTS, since, until):
            found.setdefault(subject, {})[name] = count
        return found

    def _opened(self, row: Any) -> Adviesvraag:
        codes = filter(None, row["aanleiding"].split(_SEPARATOR))
        return Adviesvraag(
            id=row["id"],
            version=row["version"],
            nummer=row["nummer"],
            gevraagd_op=row["gevraagd_op"],
            gemeente=row["gemeente"],
            hoedanigheid=Hoedanigheid(row["hoedanigheid"]),
            aanleiding=tuple(map(Aanleiding, codes)),
            advies=self._vault.open(row["advies"], row["id"].bytes).decode(),
            gegeven_door=row["gegeven_door"],
            proefbericht=row["proefbericht"],
            melding_id=row["melding_id"],
            bewaren_tot=row["bewaren_tot"],
            vastgelegd_op=row["recorded_at"],
        )
