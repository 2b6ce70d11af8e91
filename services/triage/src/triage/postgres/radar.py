"""The radar's storage on PostgreSQL: keys, and links between meldingen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from vt_messaging.changes import Table
from vt_messaging.unit import Unit

from triage.domain.linking import Koppeling, Soort, Stand
from triage.domain.radar import Held, Sleutel

RADARSLEUTEL = Table(
    "radarsleutel",
    {"sleutel": "bigint", "volgnummer": "int", "melding_id": "uuid"},
    ("sleutel", "volgnummer"),
)
KOPPELING = Table(
    "koppeling",
    {
        "id": "uuid",
        "version": "int",
        "melding_id": "uuid",
        "persoon": "smallint",
        "andere_melding_id": "uuid",
        "andere_persoon": "smallint",
        "soort": "text",
        "stand": "text",
        "redenen": "jsonb",
        "door": "text",
        "op": "timestamptz",
        "toelichting": "bytea",
    },
    ("id",),
)
_SELECT = f"select {', '.join(KOPPELING.columns)} from koppeling "  # noqa: S608  our own names
# For keys without rows, which are nearly all, a probe of the index is the whole cost.
_HELD = (
    "select u.sleutel, r.volgnummer, r.melding_id from unnest($1::bigint[]) u(sleutel) "
    "cross join lateral (select k.volgnummer, k.melding_id from radarsleutel k "
    "where k.sleutel = u.sleutel order by k.volgnummer desc limit $2) r"
)


class PostgresRadarStore:
    """`RadarStore` on PostgreSQL."""

    async def held(self, unit: Unit, keys: Sequence[int], most: int) -> Mapping[int, Held]:
        """What is kept under those of these keys that have anything: the `most` newest."""
        if not keys:
            return {}
        found: dict[int, tuple[int, list[UUID]]] = {}
        for key, number, melding_id in await unit.db.fetch(_HELD, keys, most):
            found.setdefault(key, (number, []))[1].append(melding_id)
        return {key: Held(last, tuple(ids)) for key, (last, ids) in found.items()}

    async def links_among(self, unit: Unit, melding_ids: Sequence[UUID]) -> list[Koppeling]:
        """The links of which both ends are among these meldingen."""
        if not melding_ids:
            return []
        rows = await unit.db.fetch(
            _SELECT + "where melding_id = any($1::uuid[]) and andere_melding_id = any($1::uuid[])",
            melding_ids,
        )
        return [_koppeling(row) for row in rows]

    async def links_of(self, unit: Unit, melding_ids: Sequence[UUID]) -> list[Koppeling]:
        """The links with these meldingen at either end."""
        if not melding_ids:
            return []
        rows = await unit.db.fetch(
            _SELECT + "where melding_id = any($1::uuid[]) or andere_melding_id = any($1::uuid[]) "
            "order by op, id",
            melding_ids,
        )
        return [_koppeling(row) for row in rows]

    async def links(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, Koppeling]:
        """These links, where there are any."""
        if not ids:
            return {}
        rows = await unit.db.fetch(_SELECT + "where id = any($1::uuid[])", ids)
        return {row["id"]: _koppeling(row) for row in rows}

    def keep_keys(self, unit: Unit, rows: Sequence[Sleutel]) -> None:
        """Keeps new keys."""
        unit.insert_all(RADARSLEUTEL, rows)

    def save_link(self, unit: Unit, koppeling: Koppeling, loaded_version: int) -> None:
        """Keeps a link in its new version."""
        unit.save(
            KOPPELING,
            koppeling._replace(
                soort=koppeling.soort.value,  # type: ignore[arg-type]
                stand=koppeling.stand.value,  # type: ignore[arg-type]
                redenen=json.dumps(koppeling.redenen),  # type: ignore[arg-type]
            ),
            loaded_version,
        )


def _koppeling(row: Any) -> Koppeling:
    values = {name: row[name] for name in KOPPELING.columns}
    return Koppeling(
        **values
        | {
            "soort": Soort(values["soort"]),
            "stand": Stand(values["stand"]),
            "redenen": tuple(json.loads(values["redenen"])),
        }
    )
