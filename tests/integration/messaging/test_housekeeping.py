"""Outbox partitions: made ahead, dropped after the retention, never while something waits."""

from __future__ import annotations

from datetime import date, timedelta

import asyncpg
import pytest
from proefdienst import Proefdienst
from vt_messaging.housekeeping import tend_outbox

pytestmark = pytest.mark.integration


async def test_old_partitions_go_but_not_with_unpublished_rows(dienst: Proefdienst) -> None:
    start = date(2026, 1, 1)
    async with asyncpg.create_pool(dienst.dsn, min_size=1, max_size=2) as pool:
        await tend_outbox(pool, start, 14)
        for day, offset in ((start, 0), (start + timedelta(days=1), 7)):
            await pool.execute(
                "insert into outbox values ('bron', 0, $1, $1, 'v', $2)",
                offset,
                day,
            )
        await pool.execute("insert into progress values ('bron', 0, 8, 7)")
        dropped = await tend_outbox(pool, start + timedelta(days=40), 14)
        assert "outbox_2026_01_01" in dropped
        assert "outbox_2026_01_02" not in dropped
        assert await pool.fetchval("select count(*) from outbox") == 1
