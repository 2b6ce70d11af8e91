"""Liveness from the last poll, readiness from what a process needs, and the watchdog.

A ping of the cluster would say nothing of a consumer that silently stopped; the age of its last
poll does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import asyncpg
import structlog

from vt_messaging import database
from vt_messaging.batches import Batches
from vt_messaging.consumer import LaneConsumer

log = structlog.get_logger()

WATCH_EVERY = 2.0
WATCHDOG_EXIT_CODE = 75
"""EX_TEMPFAIL: start me again. uvicorn itself uses 3 for a start that failed."""


@dataclass(frozen=True, slots=True)
class Report:
    """Whether all is well, and each check by name."""

    ok: bool
    checks: dict[str, str]


class Health:
    """Answers liveness and readiness of one process."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        batches: Batches,
        consumer: LaneConsumer | None,
        silence_limit: float,
    ) -> None:
        self._pool = pool
        self._batches = batches
        self._consumer = consumer
        self._limit = silence_limit

    def live(self) -> Report:
        """Not live when the consumer has not polled, or handles one batch, for too long.

        A batch that waits for a database or broker is alive: restarting would help nobody.
        """
        consumer = self._consumer
        if consumer is None:
            return Report(True, {})
        now = time.monotonic()
        if self._batches.paused_for is not None:
            return Report(True, {"poll": f"wacht: {self._batches.paused_for}"})
        busy_since = consumer.handling_since
        silence = now - (busy_since if busy_since is not None else consumer.polled_at)
        ok = silence < self._limit
        return Report(ok, {"poll": f"{silence:.1f} s geleden"})

    async def ready(self) -> Report:
        """Ready when the database answers, the group was joined and nothing is paused."""
        checks: dict[str, str] = {}
        try:
            async with asyncio.timeout(3):
                await self._pool.fetchval("select 1")
            checks["database"] = "ok"
        except (TimeoutError, *database.AWAY) as error:
            checks["database"] = f"niet bereikbaar ({type(error).__name__})"
        if self._consumer is not None:
            joined = self._consumer.assigned_once
            checks["consumer"] = "ok" if joined else "wacht op partities"
        if self._batches.paused_for is not None:
            checks["pauze"] = self._batches.paused_for
        ok = all(text == "ok" for text in checks.values())
        return Report(ok, checks)


async def watch(health: Health, end: Callable[[], None]) -> None:
    """Calls `end` when the process is no longer live; its supervisor starts another."""
    while True:
        await asyncio.sleep(WATCH_EVERY)
        report = health.live()
        if not report.ok:
            log.critical("watchdog", **report.checks)
            end()
            return
