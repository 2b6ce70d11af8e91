"""Work items in their table: loaded in sets, saved with the version that was loaded."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Protocol
from uuid import UUID

from vt_messaging.schema import WORK_ITEM
from vt_messaging.unit import Reader, Unit
from vt_messaging.work_items.domain import Item, State

_SELECT = f"select {', '.join(WORK_ITEM.columns)} from work_item "  # noqa: S608  our own names


class ItemStore(Protocol):
    """Keeps the work items of a service."""

    async def load(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Item]:
        """These work items, as far as there are any."""
        ...

    def save(self, unit: Unit, item: Item, loaded_version: int) -> None:
        """Keeps a work item in its new version."""
        ...


class PostgresItems:
    """`ItemStore` on PostgreSQL."""

    async def load(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Item]:
        """These work items, as far as there are any."""
        if not ids:
            return {}
        rows = await unit.db.fetch(_SELECT + "where id = any($1::uuid[])", list(ids))
        return {row["id"]: item_of(row) for row in rows}

    def save(self, unit: Unit, item: Item, loaded_version: int) -> None:
        """Keeps a work item in its new version."""
        unit.save(
            WORK_ITEM,
            (
                item.id, item.version, item.kind, item.about, item.title, item.priority,
                item.deadline, item.state.value, item.claimed_by, item.decided_by, item.decision,
                item.reason, json.dumps(item.details), item.opened_at, item.changed_at,
            ),
            loaded_version,
        )  # fmt: skip


async def listed(db: Reader, state: State | None, kind: str | None, limit: int) -> list[Item]:
    """Work items by urgency and deadline, without `state` all that are not done.

    Closed ones come from the last closed.
    """
    # The first condition is what the partial index over undone work is made for.
    part = "state = 'afgehandeld'" if state is State.DONE else "state <> 'afgehandeld'"
    order = "changed_at desc" if state is State.DONE else "priority desc, deadline, id"
    rows = await db.fetch(
        _SELECT + f"where {part} and ($1::text is null or state = $1) "
        f"and ($2::text is null or kind = $2) order by {order} limit $3",
        None if state is None else state.value, kind, limit,
    )  # fmt: skip
    return [item_of(row) for row in rows]


def item_of(row: Any) -> Item:
    """A row of `work_item` as a work item."""
    values = {name: row[name] for name in WORK_ITEM.columns}
    values |= {"state": State(values["state"]), "details": json.loads(values["details"])}
    return Item(**values)
