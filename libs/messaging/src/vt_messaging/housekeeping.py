"""Makes outbox partitions ahead of time and drops those past the retention, never unpublished rows."""

from __future__ import annotations

import asyncio
import re
from datetime import date, timedelta

import asyncpg
import structlog

from vt_messaging import database
from vt_messaging.clock import Clock

log = structlog.get_logger()

DAYS_AHEAD = 3
EVERY = 3600.0
_NAME = re.compile(r"outbox_(\d{4})_(\d{2})_(\d{2})")


async def tend_outbox(pool: asyncpg.Pool, today: date, retention_days: int) -> list[str]:
    """Makes the partitions of today and the next days; returns the names of those dropped.

    A partition that still holds rows above a source's published mark stays, whatever its age.
    """
    for ahead in range(DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        await _make(pool, day)
    dropped = []
    rows = await pool.fetch(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid "
        "where i.inhparent = 'outbox'::regclass"
    )
    for row in rows:
        match = _NAME.fullmatch(row["relname"])
        if match is None:
            continue
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if day >= today - timedelta(days=retention_days):
            continue
        waiting = await pool.fetchval(
            f"select exists (select 1 from {row['relname']} o join progress p "  # noqa: S608
            "using (source, part) where o.last >= p.published)"
        )
        if waiting:
            log.critical("outbox_expired_unpublished", partition=row["relname"])
            continue
        await pool.execute(f"drop table {row['relname']}")
        dropped.append(row["relname"])
    return dropped


async def _make(pool: asyncpg.Pool, day: date) -> None:
    name = f"outbox_{day:%Y_%m_%d}"
    try:
        await pool.execute(
            f"create table if not exists {name} partition of outbox "
            f"for values from ('{day}') to ('{day + timedelta(days=1)}')"
        )
    except (asyncpg.DuplicateTableError, asyncpg.UniqueViolationError):
        pass  # another process made it at this moment
    except asyncpg.CheckViolationError:
        log.warning("outbox_partition_late", day=str(day))  # its rows are in the default partition


async def tend_for_ever(pool: asyncpg.Pool, clock: Clock, retention_days: int) -> None:
    """Tends the outbox now and every hour."""
    while True:
        try:
            await tend_outbox(pool, clock().date(), retention_days)
        except database.AWAY as error:
            log.info("housekeeping_put_off", error=type(error).__name__)
        await asyncio.sleep(EVERY)
