"""The registry on PostgreSQL: one row per import, the newest counts, the older ones explain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import asyncpg
from vt_messaging.unit import Unit

from routing.domain.registry import EMPTY, Registry
from routing.registry.document import RegistryDocument, registry_of

_NEWEST = "select version from registry order by version desc limit 1"


class PostgresRegistries:
    """`Registries` on PostgreSQL; keeps the newest version in memory."""

    def __init__(self) -> None:
        self._known = EMPTY

    async def current(self, unit: Unit) -> Registry:
        """The newest version: one tiny query, and the document only when it is new."""
        newest = await unit.db.fetch(_NEWEST)
        if newest and newest[0]["version"] != self._known.version:
            self._known = await _load(unit.db, newest[0]["version"])
        return self._known


async def newest(connection: asyncpg.Connection) -> Registry:
    """The newest version; empty before the first import."""
    version = await connection.fetchval(_NEWEST)
    return EMPTY if version is None else await _load(connection, version)


async def keep(
    connection: asyncpg.Connection, document: RegistryDocument, who: str, now: datetime
) -> int | None:
    """Makes `document` the newest version and returns its number; None when it is that already."""
    async with connection.transaction():
        await connection.execute("lock table registry in exclusive mode")
        last = await connection.fetchrow(
            "select version, digest from registry order by version desc limit 1"
        )
        if last is not None and last["digest"] == document.digest:
            return None
        version = 1 if last is None else last["version"] + 1
        await connection.execute(
            "insert into registry (version, digest, geldig_op, imported_at, imported_by, document) "
            "values ($1, $2, $3, $4, $5, $6)",
            version, document.digest, document.geldig_op, now, who, document.text,
        )  # fmt: skip
        await connection.execute(
            "insert into audit (at, who, what, rule_version, details) "
            "values ($1, $2, 'register ingelezen', $3, '{}')",
            now, who, f"register {version}",
        )  # fmt: skip
    return int(version)


async def _load(db: Any, version: int) -> Registry:
    rows = await db.fetch("select document from registry where version = $1", version)
    return registry_of(rows[0]["document"], version)
