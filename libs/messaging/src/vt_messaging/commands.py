"""HTTP commands and timers: sources like a partition, with a progress row of their own.

A process takes a free slot (an advisory lock) and numbers its commands there. Commands that wait at
the same moment are handled as one batch, by the same machinery as records. The caller gets its
answer after commit; publishing follows by itself. What a dead process left unpublished in its slot
is published by whoever finds the lock free.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import asyncpg
import structlog
from aiokafka.errors import KafkaError

from vt_messaging import database
from vt_messaging.batches import Batches, where
from vt_messaging.deliverer import Deliverer
from vt_messaging.errors import AbandonedError, StaleProgressError
from vt_messaging.metrics import Metrics
from vt_messaging.progress import Progress, load_progress, mark_published, unpublished
from vt_messaging.publisher import Publisher
from vt_messaging.records import Outgoing
from vt_messaging.tracing import Tracing
from vt_messaging.unit import Unit

log = structlog.get_logger()

C = TypeVar("C")
R = TypeVar("R")

SOURCE = "opdracht"
SLOTS = 64
MOST_AT_ONCE = 200
MOST_IN_MEMORY = 20_000
ADOPT_EVERY = 10.0
_LOCK_CLASS = 7341


class UnavailableError(Exception):
    """Nothing was kept: the database is away. The caller may try again."""


@dataclass(frozen=True, slots=True)
class Command(Generic[C]):
    """One command with its place in the slot; `content` is what the handler works on."""

    content: C
    part: int
    offset: int
    traceparent: str | None
    source: str = SOURCE


CommandHandler = Callable[[Sequence[Command[C]], Unit], Awaitable[Sequence[R]]]
"""Handles commands of one kind together and returns an answer for each, in order."""


@dataclass(slots=True)
class _Waiting:
    handle: CommandHandler[Any, Any]
    content: Any
    traceparent: str
    answer: asyncio.Future[Any]


class Commands:
    """Runs the commands of one process."""

    def __init__(
        self,
        *,
        pool: asyncpg.Pool,
        dsn: str,
        batches: Batches,
        publisher: Publisher,
        deliverer: Deliverer,
        tracing: Tracing,
        metrics: Metrics,
        patience: float = 5.0,
    ) -> None:
        self._pool = pool
        self._dsn = dsn
        self._batches = batches
        self._publisher = publisher
        self._deliverer = deliverer
        self._tracing = tracing
        self._metrics = metrics
        self._patience = patience
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._lock_holder: asyncpg.Connection | None = None
        self._slot = -1
        self._progress = Progress(0, 0)
        self._unsent: deque[tuple[int, list[Outgoing]]] = deque()
        self._unsent_records = 0
        self._spilled = True  # until the slot's own leftovers were read once
        self._to_publish = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Starts to handle; a slot is taken with the first command or leftover."""
        self._tasks = [
            asyncio.create_task(self._handle_for_ever()),
            asyncio.create_task(self._publish_for_ever()),
            asyncio.create_task(self._adopt_for_ever()),
        ]

    async def stop(self) -> None:
        """Publishes what is committed (shortly), then lets the slot go."""
        for _ in range(50):
            if not (self._waiting or self._unsent):
                break
            await asyncio.sleep(0.1)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._lock_holder is not None and not self._lock_holder.is_closed():
            try:
                await mark_published(self._pool, SOURCE, self._slot, self._progress.published)
                await self._lock_holder.close(timeout=2)
            except database.AWAY:
                log.info("slot_left_open")

    async def run(
        self, handle: CommandHandler[C, R], content: C, traceparent: str | None = None
    ) -> R:
        """Handles one command durably and returns its answer; a caller that leaves changes nothing.

        Raises UnavailableError when the database cannot be reached in time: nothing was kept then.
        """
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(handle, content, self._tracing.continued(traceparent), answer)
        self._waiting.append(waiting)
        self._arrived.set()
        return await asyncio.shield(answer)

    async def _handle_for_ever(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                first = self._waiting.popleft()
                batch = [first]
                while (
                    self._waiting
                    and len(batch) < MOST_AT_ONCE
                    and self._waiting[0].handle == first.handle
                ):
                    batch.append(self._waiting.popleft())
                try:
                    async with asyncio.timeout(self._patience):
                        await self._ensure_slot()
                        await self._batches.bisect(
                            batch, self._attempt, self._give_up, self._committed
                        )
                except (TimeoutError, StaleProgressError, AbandonedError) as error:
                    await self._refuse(batch, UnavailableError(type(error).__name__))
                except Exception as error:  # noqa: BLE001  the next command must still be handled
                    log.error("command_failed", error=type(error).__name__, at=where(error))
                    await self._refuse(batch, UnavailableError(type(error).__name__))

    async def _refuse(self, batch: Sequence[_Waiting], error: Exception) -> None:
        """Answers what is unanswered; the slot is given up, its number may have moved unseen."""
        for waiting in batch:
            if not waiting.answer.done():
                waiting.answer.set_exception(error)
        await self._drop_slot()

    async def _attempt(self, batch: Sequence[_Waiting]) -> Unit:
        answers: Sequence[Any] = ()

        async def fill(unit: Unit) -> None:
            nonlocal answers
            commands = [
                Command(w.content, self._slot, self._progress.next + i, w.traceparent)
                for i, w in enumerate(batch)
            ]
            answers = await batch[0].handle(commands, unit)
            if not unit.empty:
                unit.changes.advance(
                    SOURCE, self._slot, self._progress.next,
                    self._progress.next + len(batch), self._progress.published,
                )  # fmt: skip

        unit = await self._batches.write(fill)
        if not unit.empty:
            self._progress.next += len(batch)
        for waiting, answer in zip(batch, answers, strict=True):
            if not waiting.answer.done():
                waiting.answer.set_result(answer)
        return unit

    async def _give_up(self, waiting: _Waiting, error: Exception) -> None:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)

    async def _committed(self, unit: Unit, batch: Sequence[_Waiting]) -> None:
        self._metrics.handled.inc(len(batch))
        for alarm in unit.alarms:
            self._metrics.alarm(alarm)
        if unit.empty:
            return
        self._deliverer.hand_over(unit.parcels)
        if self._unsent_records < MOST_IN_MEMORY and not self._spilled:
            self._unsent.append((self._progress.next, unit.outgoing))
            self._unsent_records += len(unit.outgoing)
        else:
            self._spilled = True
        self._to_publish.set()

    # Publishing

    async def _publish_for_ever(self) -> None:
        times = 0
        while True:
            await self._to_publish.wait()
            self._to_publish.clear()
            try:
                await self._publish_waiting()
                times = 0
            except Exception as error:  # noqa: BLE001  without this task nothing is published again
                times += 1
                log.warning("publishing_put_off", error=type(error).__name__)
                await asyncio.sleep(min(5.0, 0.1 * 2 ** min(times, 6)))
                self._to_publish.set()

    async def _publish_waiting(self) -> None:
        if self._spilled and self._slot >= 0:
            self._unsent = deque()
            self._unsent_records = 0
            self._spilled = False
            try:
                await self._publish_from_database(self._slot, self._progress)
            except BaseException:
                self._spilled = True
                raise
        # While we wait for the cluster the slot may be given up and another one taken: what is
        # published here belongs to the slot that it came from.
        unsent, progress = self._unsent, self._progress
        while unsent:
            following, records = unsent[0]
            if following > progress.published:
                await self._publisher.publish(records)
                self._metrics.published.inc(len(records))
                progress.published = following
            if unsent is not self._unsent:
                return
            unsent.popleft()
            self._unsent_records -= len(records)
        self._metrics.outbox_backlog.set(self._progress.next - self._progress.published)

    async def _publish_from_database(self, slot: int, progress: Progress) -> None:
        snapshot = Progress(progress.next, progress.published)
        async for high, records in unpublished(self._pool, SOURCE, slot, snapshot):
            await self._publisher.publish(records)
            progress.published = max(progress.published, high)
        await mark_published(self._pool, SOURCE, slot, progress.published)

    # Slots

    async def _ensure_slot(self) -> None:
        if self._lock_holder is not None and not self._lock_holder.is_closed():
            return
        self._lock_holder = None
        connection = await asyncpg.connect(
            self._dsn, timeout=5, server_settings=database.SERVER_SETTINGS
        )
        for slot in range(SLOTS):
            if await _try_lock(connection, slot):
                loaded = await load_progress(connection, {(SOURCE, slot): 0})
                self._take_slot(slot, loaded[(SOURCE, slot)], connection)
                return
        await connection.close()
        raise UnavailableError(f"all {SLOTS} slots are taken")

    def _take_slot(self, slot: int, progress: Progress, holder: asyncpg.Connection) -> None:
        self._slot = slot
        self._progress = progress
        self._unsent = deque()
        self._unsent_records = 0
        self._spilled = progress.published < progress.next
        self._lock_holder = holder
        self._to_publish.set()

    async def _drop_slot(self) -> None:
        holder, self._lock_holder = self._lock_holder, None
        if holder is not None:
            holder.terminate()

    async def _adopt_for_ever(self) -> None:
        while True:
            await asyncio.sleep(ADOPT_EVERY)
            try:
                if self._lock_holder is not None and not self._lock_holder.is_closed():
                    await mark_published(self._pool, SOURCE, self._slot, self._progress.published)
                await self.publish_orphans()
            except (KafkaError, *database.AWAY) as error:
                log.info("adopting_put_off", error=type(error).__name__)

    async def publish_orphans(self) -> int:
        """Publishes what dead processes left in slots that nobody holds; returns how many slots."""
        rows = await self._pool.fetch(
            "select part from progress where source = $1 and published < next and part <> $2",
            SOURCE, self._slot,
        )  # fmt: skip
        adopted = 0
        for row in rows:
            async with self._pool.acquire() as connection:
                if not await _try_lock(connection, row["part"]):
                    continue
                try:
                    loaded = await load_progress(connection, {(SOURCE, row["part"]): 0})
                    await self._publish_from_database(row["part"], loaded[(SOURCE, row["part"])])
                    adopted += 1
                finally:
                    await connection.execute(
                        "select pg_advisory_unlock($1, hashtext(current_schema() || $2::text))",
                        _LOCK_CLASS, str(row["part"]),
                    )  # fmt: skip
        return adopted


async def _try_lock(connection: asyncpg.Connection, slot: int) -> bool:
    """Advisory locks are per database: the schema keeps services apart."""
    locked: bool = await connection.fetchval(
        "select pg_try_advisory_lock($1, hashtext(current_schema() || $2::text))",
        _LOCK_CLASS, str(slot),
    )  # fmt: skip
    return locked
