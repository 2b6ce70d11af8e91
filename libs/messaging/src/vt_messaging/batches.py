"""Runs one batch through a handler: decide, write atomically, retry, bisect, set apart."""

from __future__ import annotations

import asyncio
import random
import traceback
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import asyncpg
import structlog
from vt_contracts.melding import Bevinding

from vt_messaging import database
from vt_messaging.clock import Clock
from vt_messaging.errors import (
    AbandonedError,
    ConflictError,
    RejectedError,
    StaleProgressError,
)
from vt_messaging.metrics import Metrics
from vt_messaging.records import Incoming, Refused
from vt_messaging.unit import Unit

log = structlog.get_logger()

T = TypeVar("T")
Fill = Callable[[Unit], Awaitable[None]]
"""Puts the decisions and the guard of a batch into a unit; called anew for every attempt."""

MOST_CONFLICTS = 8
BREAKER = 25
"""After so many unexpected errors in a row the fault is ours: pause instead of setting all apart."""


class Batches:
    """Executes batches for one process; knows when to wait and when a record is at fault."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        clock: Clock,
        service: str,
        metrics: Metrics,
        stopping: asyncio.Event,
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._service = service
        self._metrics = metrics
        self._stopping = stopping
        self._unexpected = 0
        self.paused_for: str | None = None

    @property
    def stopping(self) -> bool:
        """Whether the process is on its way out."""
        return self._stopping.is_set()

    async def write(self, fill: Fill, abandoned: asyncio.Event | None = None) -> Unit:
        """Fills a unit and writes it, again after conflicts and for as long as the database is away.

        Raises StaleProgressError, AbandonedError (stopping, or `abandoned` set), and whatever makes
        these records impossible to handle.
        """
        conflicts = 0
        waited = 0
        while True:
            if self._stopping.is_set() or (abandoned is not None and abandoned.is_set()):
                raise AbandonedError
            try:
                async with self._pool.acquire() as connection:
                    unit = Unit(connection, self._clock(), self._service)
                    await fill(unit)
                    unit.close()
                    await database.execute(connection, unit.changes)
            except (*database.FASTER, ConflictError):
                self._metrics.conflicts.inc()
                conflicts += 1
                if conflicts > MOST_CONFLICTS:
                    raise
                await asyncio.sleep(random.uniform(0, 0.01 * 2**conflicts))  # noqa: S311
            except (StaleProgressError, AbandonedError, RejectedError):
                raise
            except database.AWAY as error:
                if isinstance(error, ValueError):  # asyncpg: an argument that cannot be encoded
                    raise
                waited += 1
                await self.pause(type(error).__name__, waited, abandoned)
            else:
                self.resume()
                return unit

    async def pause(self, reason: str, times: int, abandoned: asyncio.Event | None = None) -> None:
        """Waits a little longer each time (0.1 s … 5 s); wakes at once when the batch is abandoned."""
        if self.paused_for != reason:
            log.warning("paused", reason=reason)
        self.paused_for = reason
        self._metrics.paused.set(1)
        waits = [asyncio.ensure_future(self._stopping.wait())]
        if abandoned is not None:
            waits.append(asyncio.ensure_future(abandoned.wait()))
        await asyncio.wait(
            waits, timeout=min(5.0, 0.1 * 2 ** min(times, 6)), return_when=asyncio.FIRST_COMPLETED
        )
        for wait in waits:
            wait.cancel()

    def resume(self) -> None:
        """Notes that what was waited for is there again."""
        if self.paused_for is not None:
            log.info("resumed", reason=self.paused_for)
            self.paused_for = None
            self._metrics.paused.set(0)

    async def bisect(
        self,
        items: Sequence[T],
        attempt: Callable[[Sequence[T]], Awaitable[Unit]],
        give_up: Callable[[T, Exception], Awaitable[None]],
        committed: Callable[[Unit, Sequence[T]], Awaitable[None]],
    ) -> None:
        """Attempts all items together; when a record makes that impossible, halves until it is alone.

        Order is kept. The one that cannot be handled goes to `give_up`; its neighbours are written.
        """
        try:
            unit = await attempt(items)
        except (StaleProgressError, AbandonedError):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, its neighbours must go on
            if len(items) > 1:
                self._metrics.bisections.inc()
                half = len(items) // 2
                await self.bisect(items[:half], attempt, give_up, committed)
                await self.bisect(items[half:], attempt, give_up, committed)
                return
            if not is_data_error(error):
                self._unexpected += 1
                log.error("record_failed", error=type(error).__name__, at=where(error))
                if self._unexpected > BREAKER:
                    await self.pause("TooManyUnexpectedErrors", 6)
                    await self.bisect(items, attempt, give_up, committed)
                    return
            await give_up(items[0], error)
        else:
            self._unexpected = 0
            await committed(unit, items)


def is_data_error(error: Exception) -> bool:
    """Whether the record's own content is at fault, and not this program.

    PostgreSQL's data errors (a NUL, say) and text that is no text. An argument that asyncpg cannot
    encode is more likely ours: it counts as unexpected.
    """
    return isinstance(error, RejectedError | UnicodeError | asyncpg.DataError)


def refusal(item: Incoming[Any] | Refused, error: Exception) -> Refused:
    """The record as a dead letter, with a reason that holds nothing of its content."""
    if isinstance(error, RejectedError):
        tekst = error.reason
    elif is_data_error(error):
        tekst = "bevat een teken of waarde die niet bewaard kan worden"
    else:
        tekst = f"onverwachte fout {type(error).__name__}"
    message_id = item.message_id if isinstance(item, Refused) else item.envelope.id
    return Refused(
        item.raw,
        type(error).__name__,
        (Bevinding(veld="inhoud", tekst=tekst),),
        message_id,
        item.traceparent,
    )


def where(error: BaseException) -> list[str]:
    """File and line of each frame, without messages or values: these may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[-6:]]
