"""Sends edge deliveries, each destination by itself: its own queue, state and back-off.

A delivery is a row until it was acknowledged. The process that wrote it sends it from memory under a
lease; what fails goes back to the table, and whoever sweeps first after the lease takes it over.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import asyncpg
import structlog

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
ATTEMPTS_BEFORE_WORK_ITEM = 8
UNDELIVERED_KIND = "onbezorgd"


class Channel(Protocol):
    """A way out. `receipts` says whether an acknowledged delivery leaves a line in the audit."""

    receipts: bool

    async def send(self, deliveries: Sequence[Delivery]) -> None:
        """Returns when all were acknowledged; raises when one was not, then all are tried again."""
        ...


class KafkaChannel:
    """Edge topics. Not idempotent, so that one refused record cannot wedge the producer for all.

    Repeats carry the same event id, which readers of edge topics know by.
    """

    receipts = False

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    async def send(self, deliveries: Sequence[Delivery]) -> None:
        """Waits until the cluster acknowledged all records of one topic."""
        await self._publisher.send([delivery.outgoing for delivery in deliveries])


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
                except Exception as error:  # noqa: BLE001  every failure is put off, none is dropped
                    await self._put_off(destination, batch, error)
                else:
                    destination.failures = 0
                    self._sent += batch
                    self._sent_signal.set()
        finally:
            destination.task = None

    async def _put_off(
        self, destination: _Destination, batch: list[Delivery], error: Exception
    ) -> None:
        if len(batch) > 1:
            # One of them may be at fault: let each go alone before the destination is blamed.
            for delivery in batch:
                try:
                    await self._channels[delivery.channel].send([delivery])
                except Exception as own:  # noqa: BLE001
                    await self._put_off(destination, [delivery], own)
                    if destination.failures > 2:
                        return
                else:
                    self._sent.append(delivery)
                    self._sent_signal.set()
            return
        destination.failures += 1
        backoff = min(LONGEST_BACKOFF, 2.0**destination.failures)
        destination.not_before = time.monotonic() + (backoff if destination.failures > 2 else 0)
        self._metrics.delivery_failures.inc()
        log.warning(
            "delivery_put_off", channel=batch[0].channel, destination=batch[0].destination,
            error=type(error).__name__, seconds=backoff,
        )  # fmt: skip
        try:
            await self._pool.execute(
                "update delivery set lease_until = $2 where id = any($1::text[])",
                [d.id for d in batch], self._clock() + timedelta(seconds=backoff),
            )  # fmt: skip
        except database.AWAY:
            pass  # the lease ends by itself

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
        receipts = [d.id for d in sent if self._channels[d.channel].receipts]
        others = [d.id for d in sent if not self._channels[d.channel].receipts]
        try:
            if others:
                await self._pool.execute("delete from delivery where id = any($1::text[])", others)
            if receipts:
                await self._pool.execute(
                    "with gone as (delete from delivery where id = any($1::text[]) "
                    "returning id, channel, attempts, uncertain) "
                    "insert into audit (at, who, what, details) "
                    "select $2, 'verzender', 'bezorgd', jsonb_build_object('id', id, 'kanaal', "
                    "channel, 'pogingen', attempts + 1, 'onzeker', uncertain) from gone",
                    receipts, self._clock(),
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
            await self._pool.fetchval(
                "select count(*) from (select 1 from delivery limit 100000) d"
            )
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
