"""Sends parcels to where they go outside, each destination by itself: own queue, state and back-off.

A parcel is a row until it was acknowledged. The process that wrote it sends it from memory under a
lease; what fails goes back to the table, and whoever sweeps first after the lease takes it over.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import asyncpg
import structlog
from aiokafka.errors import MessageSizeTooLargeError
from asyncpg import exceptions as pg

from vt_messaging import database
from vt_messaging.clock import Clock
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.metrics import Metrics
from vt_messaging.packing import pack, unpack
from vt_messaging.publisher import Publisher
from vt_messaging.records import Outgoing, Parcel
from vt_messaging.unit import LEASE

log = structlog.get_logger()

SWEEP_EVERY = 2.0
SWEEP_MOST = 32
"""Parcels taken over at once: each may hold hundreds of events."""
MOST_AT_ONCE = 1000
MOST_BYTES_AT_ONCE = 8 * 1024 * 1024
"""What one attempt at a destination may hold, so that it ends well before its lease does."""
NOT_NOW = (*database.AWAY, *database.FASTER, pg.ReadOnlySQLTransactionError)
"""The table cannot be written now; what was to be noted is noted later."""
LONGEST_BACKOFF = 300.0
MOST_FAILURES_IN_A_ROW = 2
ATTEMPTS_BEFORE_WORK_ITEM = 8
UNDELIVERED_KIND = "onbezorgd"


class NotSentError(Exception):
    """Some did not go now. `left`: their parcels, with only what is still to be sent, and why.

    `destination_at_fault` is True when it is of no use to try the destination again at once.
    """

    def __init__(
        self, left: Sequence[tuple[Parcel, Exception]], *, destination_at_fault: bool
    ) -> None:
        kinds = sorted({type(error).__name__ for _, error in left})
        super().__init__(f"{len(left)} not sent: {', '.join(kinds)}")
        self.left = [parcel for parcel, _ in left]
        self.failed = {parcel.id: error for parcel, error in left}
        self.destination_at_fault = destination_at_fault


class Channel(Protocol):
    """A way out."""

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Sends to one destination; returns when all were acknowledged.

        Raises NotSentError when some were not; any other error means none of them was.
        """
        ...


class KafkaChannel:
    """Edge topics. Not idempotent, so that one refused record cannot wedge the producer for all.

    Repeats carry the same event id, which readers of edge topics know by.
    """

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    async def send(self, parcels: Sequence[Parcel]) -> None:
        """Sends all together; when that fails each event alone, until the topic itself is to blame."""
        events = [event for parcel in parcels for event in parcel.events]
        try:
            await self._publisher.send(events)
        except Exception as error:
            if len(events) == 1 and not isinstance(error, MessageSizeTooLargeError):
                raise
            await self._send_each(parcels, error)

    async def _send_each(self, parcels: Sequence[Parcel], error: Exception) -> None:
        left: list[tuple[Parcel, Exception]] = []
        in_a_row = 0
        for parcel in parcels:
            failed: list[Outgoing] = []
            for event in parcel.events:
                if in_a_row < MOST_FAILURES_IN_A_ROW:
                    try:
                        await self._publisher.send([event])
                        in_a_row = 0
                        continue
                    except MessageSizeTooLargeError as own:
                        error = own
                    except Exception as own:  # noqa: BLE001  told to the caller, by parcel
                        error = own
                        in_a_row += 1
                failed.append(event)
            if failed:
                left.append((parcel._replace(events=tuple(failed)), error))
        if left:
            at_fault = in_a_row >= MOST_FAILURES_IN_A_ROW
            raise NotSentError(left, destination_at_fault=at_fault)


@dataclass(slots=True)
class _Destination:
    waiting: deque[Parcel] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None
    failures: int = 0
    not_before: float = 0.0


def _next_attempt(waiting: deque[Parcel]) -> list[Parcel]:
    """Takes the next parcels in their order, at least one, up to what one attempt may hold."""
    batch = [waiting.popleft()]
    events = len(batch[0].events)
    size = sum(len(event.value) for event in batch[0].events)
    while waiting:
        events += len(waiting[0].events)
        size += sum(len(event.value) for event in waiting[0].events)
        if events > MOST_AT_ONCE or size > MOST_BYTES_AT_ONCE:
            break
        batch.append(waiting.popleft())
    return batch


class Deliverer:
    """All channels of one process."""

    def __init__(
        self, pool: asyncpg.Pool, clock: Clock, channels: dict[str, Channel], metrics: Metrics
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._channels = channels
        self._metrics = metrics
        self._destinations: dict[tuple[str, str], _Destination] = {}
        self._sent: list[Parcel] = []
        self._sent_signal = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self) -> None:
        """Starts to note what was sent and to sweep up what nobody sent."""
        self._tasks = [
            asyncio.create_task(self._note_sent()),
            asyncio.create_task(self._sweep_for_ever()),
        ]

    async def stop(self) -> None:
        """Waits shortly for what is on its way; the rest stays in the table."""
        self._stopping = True
        sending = [d.task for d in self._destinations.values() if d.task is not None]
        if sending:
            await asyncio.wait(sending, timeout=5)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._delete_sent()

    def hand_over(self, parcels: Sequence[Parcel]) -> None:
        """Takes parcels whose rows were just written; returns at once."""
        for parcel in parcels:
            key = (parcel.channel, parcel.destination)
            if (destination := self._destinations.get(key)) is None:
                destination = self._destinations[key] = _Destination()
            if destination.not_before > time.monotonic():
                continue  # in back-off: the sweep will find the row
            destination.waiting.append(parcel)
            if destination.task is None:
                destination.task = asyncio.create_task(self._send_all(key[0], destination))

    async def _send_all(self, channel: str, destination: _Destination) -> None:
        try:
            while destination.waiting:
                batch = _next_attempt(destination.waiting)
                try:
                    await self._channels[channel].send(batch)
                except NotSentError as error:
                    self._sent += [parcel for parcel in batch if parcel.id not in error.failed]
                    self._sent_signal.set()
                    await self._put_off(destination, error.left, error, error.destination_at_fault)
                except Exception as error:  # noqa: BLE001  every failure is put off, none is dropped
                    await self._put_off(destination, batch, error, True)
                else:
                    destination.failures = 0
                    self._sent += batch
                    self._sent_signal.set()
        finally:
            destination.task = None

    async def _put_off(
        self,
        destination: _Destination,
        parcels: Sequence[Parcel],
        error: Exception,
        destination_at_fault: bool,
    ) -> None:
        """Back to the table with what is left; each waits longer with its own attempts.

        A destination that fails waits longer too.
        """
        now = self._clock()
        waits = [min(LONGEST_BACKOFF, 2.0 ** (p.attempts + 1)) for p in parcels]
        if destination_at_fault:
            destination.failures += 1
            rest = min(LONGEST_BACKOFF, 2.0**destination.failures)
            destination.not_before = time.monotonic() + rest
            destination.waiting.clear()  # the sweep finds their rows when their leases end
        count = sum(len(parcel.events) for parcel in parcels)
        self._metrics.delivery_failures.inc(count)
        log.warning(
            "delivery_put_off", channel=parcels[0].channel, destination=parcels[0].destination,
            count=count, error=type(error).__name__,
        )  # fmt: skip
        with contextlib.suppress(*NOT_NOW):  # then the leases end by themselves
            await self._pool.execute(
                "update delivery d set lease_until = u.until, events = u.events "
                "from unnest($1::text[], $2::int[], $3::timestamptz[], $4::bytea[]) "
                "u(id, attempts, until, events) where d.id = u.id and d.attempts = u.attempts",
                [p.id for p in parcels],
                [p.attempts for p in parcels],
                [now + timedelta(seconds=wait) for wait in waits],
                [pack(p.events) for p in parcels],
            )

    async def _note_sent(self) -> None:
        while True:
            await self._sent_signal.wait()
            await asyncio.sleep(0.05)  # gather more: one statement notes them all
            self._sent_signal.clear()
            await self._delete_sent()

    async def _delete_sent(self) -> None:
        sent, self._sent = self._sent, []
        if not sent:
            return
        try:
            # A row whose attempts moved on belongs to whoever swept it up.
            await self._pool.execute(
                "delete from delivery d using unnest($1::text[], $2::int[]) u(id, attempts) "
                "where d.id = u.id and d.attempts = u.attempts",
                [p.id for p in sent], [p.attempts for p in sent],
            )  # fmt: skip
            self._metrics.deliveries.inc(sum(len(p.events) for p in sent))
        except NOT_NOW:
            self._sent += sent
            self._sent_signal.set()
            await asyncio.sleep(1)

    async def _sweep_for_ever(self) -> None:
        while not self._stopping:
            await asyncio.sleep(SWEEP_EVERY)
            try:
                await self.sweep()
            except Exception as error:  # noqa: BLE001  without sweeps nothing put off is ever sent
                log.warning("sweep_put_off", error=type(error).__name__)

    async def sweep(self) -> int:
        """Takes over parcels whose lease ended; returns how many."""
        now = self._clock()
        resting = [
            destination
            for (_, destination), state in self._destinations.items()
            if state.not_before > time.monotonic() or state.task is not None
        ]
        rows = await self._pool.fetch(
            "update delivery d set lease_until = $1, attempts = d.attempts + 1 where id in ("
            "select id from delivery where lease_until < $2 and channel = any($3::text[]) "
            "and destination <> all($4::text[]) order by lease_until, id limit $5 "
            "for update skip locked) "
            "returning id, channel, destination, events, attempts, uncertain",
            now + LEASE, now, list(self._channels), resting, SWEEP_MOST,
        )  # fmt: skip
        if rows:
            await self._ask_a_person(
                [row for row in rows if row["attempts"] == ATTEMPTS_BEFORE_WORK_ITEM]
            )
        self.hand_over(
            [
                Parcel(
                    row["id"], row["channel"], row["destination"],
                    tuple(unpack(row["events"])), row["attempts"], row["uncertain"],
                )
                for row in rows
            ]
        )  # fmt: skip
        self._metrics.open_deliveries.set(
            await self._pool.fetchval("select count(*) from delivery where lease_until < $1", now)
        )
        return len(rows)

    async def _ask_a_person(self, rows: Sequence[asyncpg.Record]) -> None:
        now = self._clock()
        for row in rows:
            await self._pool.execute(
                "insert into work_item (id, version, kind, about, title, priority, deadline, state,"
                " details, opened_at, changed_at) values ($1, 1, $2, null, $3, 1, $4, 'open', "
                "jsonb_build_object('bezorging', $5::text, 'bestemming', $6::text), $7, $7)",
                time_ordered_uuid(now), UNDELIVERED_KIND,
                f"Bericht aan {row['destination']} komt niet aan", now + timedelta(hours=4),
                row["id"], row["destination"], now,
            )  # fmt: skip
