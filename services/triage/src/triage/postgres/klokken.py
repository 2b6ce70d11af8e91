"""Clocks on PostgreSQL, and the overdrachten that nobody started."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from vt_contracts.codes import Klok as Soort
from vt_contracts.codes import Urgentie
from vt_messaging.changes import Table
from vt_messaging.schema import WORK_ITEM
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item
from vt_messaging.work_items.store import item_of

from triage.domain.klok import Gemeld, Klok, Opschorting, OpschortReden
from triage.domain.triage import WACHT_OP_START
from triage.ports import Gezocht, NietGestart

KLOK = Table(
    "klok",
    {
        "id": "uuid",
        "melding_id": "uuid",
        "version": "int",
        "soort": "text",
        "sinds": "timestamptz",
        "deadline": "timestamptz",
        "waarschuwen_op": "timestamptz",
        "gemeld": "text",
        "opgeschort": "boolean",
        "opschortingen": "jsonb",
        "verantwoordelijk_sinds": "timestamptz",
        "klaar_op": "timestamptz",
        "wekker_op": "timestamptz",
    },
    ("id",),
)
GEZOCHT = Table(
    "overdracht_gezocht",
    {"id": "int", "version": "int", "tot": "timestamptz", "tot_melding": "uuid"},
    ("id",),
)
OVERGEDRAGEN = Table(
    "overgedragen", {"melding_id": "uuid", "version": "int", "op": "timestamptz"}, ("melding_id",)
)
_SELECT = f"select {', '.join(KLOK.columns)} from klok "  # noqa: S608  our own names
_ITEMS = (
    f"select {', '.join(WORK_ITEM.columns)} from work_item "  # noqa: S608  our own names
    "where about = any($1::uuid[]) and state <> 'afgehandeld'"
)


class PostgresKlokken:
    """`KlokStore` on PostgreSQL."""

    async def running_klokken(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Klok]:
        """The clocks that run for these meldingen."""
        if not melding_ids:
            return []
        rows = await unit.db.fetch(
            _SELECT + "where melding_id = any($1::uuid[]) and klaar_op is null", list(melding_ids)
        )
        return [_klok(row) for row in rows]

    async def klokken_of(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Klok]:
        """All clocks of these meldingen, the oldest first; those that are done too."""
        rows = await unit.db.fetch(
            _SELECT + "where melding_id = any($1::uuid[]) order by sinds, id", list(melding_ids)
        )
        return [_klok(row) for row in rows]

    async def ringing(self, unit: Unit, now: datetime, most: int) -> list[Klok]:
        """The clocks of which there is something to tell, the oldest first."""
        rows = await unit.db.fetch(
            _SELECT + "where wekker_op <= $1 order by wekker_op, id limit $2", now, most
        )
        return [_klok(row) for row in rows]

    async def running_after(self, unit: Unit, after: UUID, most: int) -> list[Klok]:
        """Clocks that run, a page in the order of their identity."""
        rows = await unit.db.fetch(
            _SELECT + "where klaar_op is null and id > $1 order by id limit $2", after, most
        )
        return [_klok(row) for row in rows]

    async def open_items(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Item]:
        """The open work items about these meldingen."""
        rows = await unit.db.fetch(_ITEMS, list(melding_ids))
        return [item_of(row) for row in rows]

    async def gezocht(self, unit: Unit) -> Gezocht | None:
        """Up to where overdrachten were looked for; None: never."""
        rows = await unit.db.fetch(
            "select version, tot, tot_melding from overdracht_gezocht where id = 1"
        )
        return Gezocht(*rows[0]) if rows else None

    async def not_started(
        self, unit: Unit, after: Gezocht, until: datetime, most: int
    ) -> list[NietGestart]:
        """Overdrachten decided after `after` up to `until` that nobody started, a page of them."""
        rows = await unit.db.fetch(
            "select t.melding_id, t.besloten_op, t.ontvangen_op, t.urgentie, "
            "(select min(k.verantwoordelijk_sinds) from klok k where k.melding_id = t.melding_id) "
            "from triage t where t.besloten_op >= $1 and t.besloten_op <= $3 "
            "and (t.besloten_op, t.melding_id) > ($1, $2) "
            "and t.stand = 'besloten' and t.vervolg = any($4::text[]) and not t.proefbericht "
            "and not exists (select from overgedragen o "
            "where o.melding_id = t.melding_id and o.op >= t.besloten_op) "
            "order by t.besloten_op, t.melding_id limit $5",
            after.tot, after.tot_melding, until, [vervolg.value for vervolg in WACHT_OP_START], most,
        )  # fmt: skip
        return [
            NietGestart(melding_id, besloten_op, ontvangen_op, Urgentie(urgentie), known)
            for melding_id, besloten_op, ontvangen_op, urgentie, known in rows
        ]

    async def overgedragen(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, int]:
        """The version of routing's last word on who started, by melding."""
        rows = await unit.db.fetch(
            "select melding_id, version from overgedragen where melding_id = any($1::uuid[])",
            list(melding_ids),
        )
        return {row[0]: row[1] for row in rows}

    def save_klok(self, unit: Unit, klok: Klok, loaded_version: int) -> None:
        """Keeps a clock in its new version."""
        unit.save(
            KLOK,
            (
                klok.id, klok.melding_id, klok.version, klok.soort.value, klok.sinds,
                klok.deadline, klok.waarschuwen_op, klok.gemeld.value, klok.opgeschort,
                to_json([period._asdict() for period in klok.opschortingen]).decode(),
                klok.verantwoordelijk_sinds, klok.klaar_op, klok.wekker_op,
            ),
            loaded_version,
        )  # fmt: skip

    def save_gezocht(self, unit: Unit, gezocht: Gezocht) -> None:
        """Keeps up to where overdrachten were looked for."""
        row = (1, gezocht.version + 1, gezocht.tot, gezocht.tot_melding)
        unit.save(GEZOCHT, row, gezocht.version)

    def keep_overgedragen(
        self, unit: Unit, melding_id: UUID, version: int, op: datetime | None
    ) -> None:
        """Keeps routing's newest word; an older one changes nothing."""
        unit.keep_newest(OVERGEDRAGEN, (melding_id, version, op))


def _klok(row: Any) -> Klok:
    return Klok(
        id=row["id"],
        melding_id=row["melding_id"],
        version=row["version"],
        soort=Soort(row["soort"]),
        sinds=row["sinds"],
        deadline=row["deadline"],
        waarschuwen_op=row["waarschuwen_op"],
        gemeld=Gemeld(row["gemeld"]),
        opschortingen=_periods(json.loads(row["opschortingen"])),
        verantwoordelijk_sinds=row["verantwoordelijk_sinds"],
        klaar_op=row["klaar_op"],
    )


def _periods(kept: Sequence[dict[str, str | None]]) -> tuple[Opschorting, ...]:
    return tuple(
        Opschorting(
            van=datetime.fromisoformat(period["van"] or ""),
            tot=None if period["tot"] is None else datetime.fromisoformat(period["tot"]),
            reden=OpschortReden(period["reden"] or ""),
            door=period["door"] or "",
        )
        for period in kept
    )
