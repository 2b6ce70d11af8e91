"""Onderzoeken on PostgreSQL, and what people wrote with what they did."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from vt_contracts.codes import Aanleiding, Aard, UitkomstOnderzoek, VervolgOnderzoek
from vt_messaging.changes import Table
from vt_messaging.unit import Unit

from triage.domain.onderzoek import Bevinding, Onderzoek, Overschrijding, Stand
from triage.ports import Toelichting

ONDERZOEK = Table(
    "onderzoek",
    {
        "id": "uuid",
        "melding_id": "uuid",
        "version": "int",
        "stand": "text",
        "besloten_op": "timestamptz",
        "besloten_door": "text",
        "gestart_op": "timestamptz",
        "gestart_door": "text",
        "overschrijding": "text",
        "overschrijding_door": "text",
        "overschrijding_tot": "timestamptz",
        "bevinding": "jsonb",
        "geeindigd_op": "timestamptz",
        "geeindigd_door": "text",
    },
    ("id",),
)
TOELICHTING = Table(
    "toelichting",
    {
        "id": "uuid",
        "melding_id": "uuid",
        "bij": "text",
        "bij_id": "uuid",
        "door": "text",
        "op": "timestamptz",
        "inhoud": "bytea",
    },
    ("id",),
)
_SELECT = f"select {', '.join(ONDERZOEK.columns)} from onderzoek "  # noqa: S608  our own names


class PostgresOnderzoeken:
    """`OnderzoekStore` on PostgreSQL."""

    async def open_onderzoeken(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Onderzoek]:
        """The onderzoeken to these meldingen that wait or run."""
        rows = await unit.db.fetch(
            _SELECT + "where melding_id = any($1::uuid[]) and stand in ('wacht', 'loopt')",
            list(melding_ids),
        )
        return [_onderzoek(row) for row in rows]

    async def onderzoeken(self, unit: Unit, ids: Collection[UUID]) -> list[Onderzoek]:
        """These onderzoeken, as far as there are any."""
        rows = await unit.db.fetch(_SELECT + "where id = any($1::uuid[])", list(ids))
        return [_onderzoek(row) for row in rows]

    async def onderzoeken_of(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Onderzoek]:
        """All onderzoeken to these meldingen, the oldest first."""
        rows = await unit.db.fetch(
            _SELECT + "where melding_id = any($1::uuid[]) order by besloten_op, id",
            list(melding_ids),
        )
        return [_onderzoek(row) for row in rows]

    async def toelichtingen(
        self, unit: Unit, melding_ids: Collection[UUID], bij: str
    ) -> list[Toelichting]:
        """What people wrote with one kind of thing they did, sealed, the oldest first."""
        rows = await unit.db.fetch(
            "select id, melding_id, bij, bij_id, door, op, inhoud from toelichting "
            "where melding_id = any($1::uuid[]) and bij = $2 order by op, id",
            list(melding_ids),
            bij,
        )
        return [Toelichting(*row) for row in rows]

    def save_onderzoek(self, unit: Unit, onderzoek: Onderzoek, loaded_version: int) -> None:
        """Keeps an onderzoek in its new version."""
        found = onderzoek.bevinding
        reason = onderzoek.overschrijding
        unit.save(
            ONDERZOEK,
            (
                onderzoek.id, onderzoek.melding_id, onderzoek.version, onderzoek.stand.value,
                onderzoek.besloten_op, onderzoek.besloten_door, onderzoek.gestart_op,
                onderzoek.gestart_door, None if reason is None else reason.value,
                onderzoek.overschrijding_door, onderzoek.overschrijding_tot,
                None if found is None else to_json(found).decode(),
                onderzoek.geeindigd_op, onderzoek.geeindigd_door,
            ),
            loaded_version,
        )  # fmt: skip

    def keep_toelichting(self, unit: Unit, toelichting: Toelichting) -> None:
        """Keeps what a person wrote."""
        unit.insert(
            TOELICHTING,
            (
                toelichting.id, toelichting.melding_id, toelichting.bij, toelichting.bij_id,
                toelichting.door, toelichting.op, toelichting.inhoud,
            ),
        )  # fmt: skip


def _onderzoek(row: Any) -> Onderzoek:
    values = {name: row[name] for name in ONDERZOEK.columns}
    reason, found = values["overschrijding"], values["bevinding"]
    values["stand"] = Stand(values["stand"])
    values["overschrijding"] = None if reason is None else Overschrijding(reason)
    values["bevinding"] = None if found is None else _bevinding(json.loads(found))
    return Onderzoek(**values)


def _bevinding(kept: dict[str, list[str]]) -> Bevinding:
    return Bevinding(
        uitkomst=tuple(map(UitkomstOnderzoek, kept["uitkomst"])),
        aard=tuple(map(Aard, kept["aard"])),
        aanleiding=tuple(map(Aanleiding, kept["aanleiding"])),
        vervolg=tuple(map(VervolgOnderzoek, kept["vervolg"])),
    )
