"""Work items on PostgreSQL, in the table that messaging keeps."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, Protocol
from uuid import UUID

from vt_messaging.schema import WORK_ITEM
from vt_messaging.unit import Unit

from routing.domain.werkitem import CLAIMED, OPEN, Werkitem

_SELECT = f"select {', '.join(WORK_ITEM.columns)} from work_item "  # noqa: S608  our own names


class Reader(Protocol):
    """The part of a pool that listing needs."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...


class PostgresWerkitemStore:
    """`WerkitemStore` on PostgreSQL."""

    async def load(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Werkitem]:
        """Work items by id."""
        rows = await unit.db.fetch(_SELECT + "where id = any($1::uuid[])", list(ids))
        return {row["id"]: _werkitem(row) for row in rows}

    def save(self, unit: Unit, items: Sequence[Werkitem]) -> None:
        """Writes those that changed."""
        for item in sorted(items, key=lambda i: i.id):
            if item.changed:
                unit.save(WORK_ITEM, _row(item), item.version)


async def waiting(db: Reader, state: str | None, kind: str | None, limit: int) -> list[Werkitem]:
    """Work items, most urgent first; without `state` all that are not done."""
    rows = await db.fetch(
        _SELECT + "where state = any($1::text[]) and ($2::text is null or kind = $2) "
        "order by priority desc, deadline, id limit $3",
        [OPEN, CLAIMED] if state is None else [state], kind, limit,
    )  # fmt: skip
    return [_werkitem(row) for row in rows]


def _werkitem(row: Any) -> Werkitem:
    fields = dict(row)
    fields["details"] = json.loads(fields["details"])
    return Werkitem(**fields)


def _row(item: Werkitem) -> tuple[Any, ...]:
    return (
        item.id, item.version + 1, item.kind, item.about, item.title, item.priority, item.deadline,
        item.state, item.claimed_by, item.decided_by, item.decision, item.reason,
        json.dumps(item.details), item.opened_at, item.changed_at,
    )  # fmt: skip
