"""Sends edge deliveries, each destination by itself: its own queue, state and back-off.

A delivery is a row until it was acknowledged. The process that wrote it sends it from memory under a
lease; what fails goes back to the table, and whoever sweeps first after the lease takes it over.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import asyncpg
import structlog
from aiokafka.errors import MessageSizeTooLargeError

from vt_messaging import database
from vt_messaging.clock import Clock
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.metrics import Metrics
from vt_messaging.publisher import Publisher
from vt_messaging.records import Delivery, Outgoing
from vt_messaging.unit import LEASE

log = structlog.get_logger()

SWEEP_EVERY = 2.0
SWEEP_MOST = 500
LONGEST_BACKOFF = 300.0
MOST_FAILURES_IN_A_ROW = 2
ATTEMPTS_BEFORE_WORK_ITEM = 8
UNDELIVERED_KIND = "onbezorgd"


class NotSentError(Exception):
    """Some deliveries did not go now; `failed` says which and why, by delivery id.

    `destination_at_fault` is True when it is of no use to try the destination again at once.
    """

    def __init__(self, failed: Mapping[str, Exception], *, destination_at_fault: bool) -> None:
        kinds = sorted({type(error).__name__ for error in failed.values()})
        super().__init__(f"{len(failed)} not sent: {', '.join(kinds)}")
        self.failed = failed
        self.destination_at_fault = destination_at_fault


class Channel(Protocol):
    """A way out."""

    async def send(self, deliveries: Sequence[Delivery]) -> None:
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

    async def send(self, deliveries: Sequence[Delivery]) -> None:
        """Sends all together; when that fails each alone, until the topic itself is to blame."""
        try:
            await self._publisher.send([delivery.outgoing for delivery in deliveries])
        except MessageSizeTooLargeError as error:
            if len(deliveries) == 1:
                failed: dict[str, Exception] = {deliveries[0].id: error}
                raise NotSentError(failed, destination_at_fault=False) from error
            await self._send_each(deliveries, error)
        except Exception as error:
            if len(deliveries) == 1:
                raise
            await self._send_each(deliveries, error)

    async def _send_each(self, deliveries: Sequence[Delivery], error: Exception) -> None:
        failed: dict[str, Exception] = {}
        in_a_row = 0
        for delivery in deliveries:
            if in_a_row < MOST_FAILURES_IN_A_ROW:
                try:
                    await self._publisher.send([delivery.outgoing])
                    in_a_row = 0
                    continue
                except MessageSizeTooLargeError as own:
                    error = own
                except Exception as own:  # noqa: BLE001  told to the caller, by delivery
                    error = own
                    in_a_row += 1
            failed[delivery.id] = error
        if failed:
            at_fault = in_a_row >= MOST_FAILURES_IN_A_ROW
            raise NotSentError(failed, destination_at_fault=at_fault)


@dataclass(slots=True)
class _Destination:
    waiting: deque[Delivery] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None
    failures: int = 0
    not_before: float = 0.0


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
        self._sent: list[Delivery] = []
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

    def hand_over(self, deliveries: Sequence[Delivery]) -> None:
        """Takes deliveries whose rows were just written; returns at once."""
        for delivery in deliveries:
            key = (delivery.channel, delivery.destination)
            if (destination := self._destinations.get(key)) is None:
                destination = self._destinations[key] = _Destination()
            if destination.not_before > time.monotonic():
                continue  # in back-off: the sweep will find the row
            destination.waiting.append(delivery)
            if destination.task is None:
                destination.task = asyncio.create_task(self._send_all(key[0], destination))

    async def _send_all(self, channel: str, destination: _Destination) -> None:
        try:
            while destination.waiting:
                batch = list(destination.waiting)
                destination.waiting.clear()
                try:
                    await self._channels[channel].send(batch)
                except NotSentError as error:
                    self._sent += [d for d in batch if d.id not in error.failed]
                    self._sent_signal.set()
                    left = [d for d in batch if d.id in error.failed]
                    await self._put_off(destination, left, error, error.destination_at_fault)
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
        deliveries: list[Delivery],
        error: Exception,
        destination_at_fault: bool,
    ) -> None:
        """Back to the table; each waits longer with its own attempts, a failing destination too."""
        now = self._clock()
        waits = [min(LONGEST_BACKOFF, 2.0 ** (d.attempts + 1)) for d in deliveries]
        if destination_at_fault:
            destination.failures += 1
            rest = min(LONGEST_BACKOFF, 2.0**destination.failures)
            destination.not_before = time.monotonic() + rest
            destination.waiting.clear()  # the sweep finds their rows when their leases end
        self._metrics.delivery_failures.inc(len(deliveries))
        log.warning(
            "delivery_put_off", channel=deliveries[0].channel,
            destination=deliveries[0].destination, count=len(deliveries),
            error=type(error).__name__,
        )  # fmt: skip
        with contextlib.suppress(*database.AWAY):  # then the leases end by themselves
            await self._pool.execute(
                "update delivery d set lease_until = u.until "
                "from unnest($1::text[], $2::int[], $3::timestamptz[]) u(id, attempts, until) "
                "where d.id = u.id and d.attempts = u.attempts",
                [d.id for d in deliveries],
                [d.attempts for d in deliveries],
                [now + timedelta(seconds=wait) for wait in waits],
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
                [d.id for d in sent], [d.attempts for d in sent],
            )  # fmt: skip
            self._metrics.deliveries.inc(len(sent))
        except database.AWAY:
            self._sent += sent
            self._sent_signal.set()
            await asyncio.sleep(1)

    async def _sweep_for_ever(self) -> None:
        while not self._stopping:
            await asyncio.sleep(SWEEP_EVERY)
            try:
                await self.sweep()
            except database.AWAY as error:
                log.info("sweep_put_off", error=type(error).__name__)

    async def sweep(self) -> int:
        """Takes over deliveries whose lease ended; returns how many."""
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
            "returning id, channel, destination, topic, key, event_id, event_type, content_type, "
            "traceparent, occurred_at, value, attempts, uncertain",
            now + LEASE, now, list(self._channels), resting, SWEEP_MOST,
        )  # fmt: skip
        if rows:
            await self._ask_a_person(
                [row for row in rows if row["attempts"] == ATTEMPTS_BEFORE_WORK_ITEM]
            )
        self.hand_over(
            [
                Delivery(
                    row["id"], row["channel"], row["destination"],
                    Outgoing(
                        row["topic"], row["key"], row["event_id"], row["event_type"],
                        row["content_type"], row["traceparent"], row["occurred_at"], row["value"],
                    ),
                    row["attempts"], row["uncertain"],
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
