"""Consumes a lane: FastStream subscribes and calls, the progress rows decide where to begin.

The order for each batch is: parse, one atomic write with the guard, publish the new outbox records,
tell Kafka the offsets. See docs/decisions/0002 for what FastStream does here and what it does not.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream.kafka.annotations import KafkaMessage as InjectedMessage

from vt_messaging.batches import Batches, refusal, where
from vt_messaging.deliverer import Deliverer
from vt_messaging.errors import (
    AbandonedError,
    StaleProgressError,
    TopicRecreatedError,
    UnknownFutureVersionError,
)
from vt_messaging.faststream_seam import Reading, faststream_broker, subscribe
from vt_messaging.kafka_offsets import KafkaOffsets
from vt_messaging.metrics import Metrics
from vt_messaging.progress import Progress, load_progress, mark_published, unpublished
from vt_messaging.publisher import Publisher
from vt_messaging.records import Incoming, Raw, Refused
from vt_messaging.routes import Route
from vt_messaging.tracing import Tracing
from vt_messaging.unit import Unit

log = structlog.get_logger()

Item = Incoming[Any] | Refused


class LaneConsumer(ConsumerRebalanceListener):  # type: ignore[misc]
    """Consumes all routes of one service in one lane, in one consumer group."""

    def __init__(
        self,
        *,
        pool: Any,
        kafka: dict[str, Any],
        group: str,
        routes: Sequence[Route],
        batches: Batches,
        publisher: Publisher,
        deliverer: Deliverer,
        tracing: Tracing,
        metrics: Metrics,
        reading: Reading,
    ) -> None:
        self._pool = pool
        self._routes = routes
        self._batches = batches
        self._publisher = publisher
        self._deliverer = deliverer
        self._tracing = tracing
        self._metrics = metrics
        self._progress: dict[TopicPartition, Progress] = {}
        self._gaps: dict[TopicPartition, int] = {}
        self._route_of: dict[str, Route | None] = {}
        self._busy = asyncio.Lock()
        self._abandon = asyncio.Event()
        self._offsets = KafkaOffsets(lambda: self.consumer)
        self.polled_at = time.monotonic()
        self.handling_since: float | None = None
        self.assigned_once = False

        self.broker = faststream_broker(kafka)
        self._subscriber = subscribe(
            self.broker,
            pattern="|".join(f"(?:{route.topics.pattern})$" for route in routes),
            group=group,
            listener=self,
            reading=reading,
        )
        self._subscriber(self._on_batch)

    @property
    def consumer(self) -> AIOKafkaConsumer:
        """The running aiokafka consumer; only between start and stop."""
        consumer = self._subscriber.consumer
        assert consumer is not None
        return consumer

    @property
    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions this process has now."""
        consumer = self._subscriber.consumer
        return frozenset() if consumer is None else frozenset(consumer.assignment())

    async def start(self) -> None:
        """Joins the group and starts to consume."""
        await self.broker.start()
        self._watch_polls(self.consumer)

    async def stop(self) -> None:
        """Finishes the batch in hand, tells Kafka the offsets, leaves the group."""
        async with self._busy:
            self._offsets.stop()
            await self._offsets.commit()
        await self.broker.stop()

    def _watch_polls(self, consumer: AIOKafkaConsumer) -> None:
        getmany = consumer.getmany

        async def watched(*args: Any, **kwargs: Any) -> Any:
            self.polled_at = time.monotonic()
            return await getmany(*args, **kwargs)

        consumer.getmany = watched

    # Rebalance

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Lets the batch in hand finish (or drop, when it waits), then forgets the partitions."""
        if self._batches.paused_for is not None:
            self._abandon.set()
        async with self._busy:
            self._abandon.clear()
            self._batches.resume()
            await self._offsets.commit()
            for partition in revoked:
                self._progress.pop(partition, None)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Publishes what the last owner left, and seeks to where it had come."""
        async with self._busy:
            self._progress.clear()
            try:
                await self._adopt(assigned)
            except Exception as error:  # noqa: BLE001  the batch loop adopts again, and waits there
                log.warning("adopting_put_off", error=type(error).__name__)
            self.assigned_once = True

    async def _adopt(self, partitions: set[TopicPartition]) -> None:
        """Reads the progress of partitions, publishes what lies between, and seeks."""
        partitions = partitions & self.assignment
        if not partitions:
            return
        begins = await self.consumer.beginning_offsets(list(partitions))
        ends = await self.consumer.end_offsets(list(partitions))
        loaded = await load_progress(
            self._pool, {(tp.topic, tp.partition): begins[tp] for tp in partitions}
        )
        for tp in sorted(partitions):
            progress = loaded[(tp.topic, tp.partition)]
            await self._publish_left(tp, progress)
            if ends[tp] < progress.next:
                raise TopicRecreatedError(tp.topic, tp.partition, progress.next, ends[tp])
            if begins[tp] > progress.next:
                log.critical(
                    "records_expired_unread", topic=tp.topic, partition=tp.partition,
                    handled=progress.next, begins=begins[tp],
                )  # fmt: skip
            self.consumer.seek(tp, max(progress.next, begins[tp]))
            self._progress[tp] = progress

    async def _publish_left(self, tp: TopicPartition, progress: Progress) -> None:
        if progress.published >= progress.next:
            return
        async for high, records in unpublished(self._pool, tp.topic, tp.partition, progress):
            await self._publisher.publish(records)
            progress.published = high
        await mark_published(self._pool, tp.topic, tp.partition, progress.published)

    # Batches

    async def _on_batch(self, message: InjectedMessage) -> None:
        async with self._busy:
            self.handling_since = time.monotonic()
            try:
                self._raise_if_abandoned()
                await self._handle(message.raw_message)
            except AbandonedError:
                self._rewind(message.raw_message)
            except StaleProgressError:
                self._metrics.stale.inc()
                self._rewind(message.raw_message)
            except Exception as error:  # noqa: BLE001  FastStream would swallow it and go on
                log.critical("batch_failed", error=type(error).__name__, at=where(error))
                self._rewind(message.raw_message)
                await self._batches.pause("BatchFailed", 6, self._abandon)
            finally:
                self.handling_since = None
                self.polled_at = time.monotonic()

    def _rewind(self, records: Sequence[ConsumerRecord]) -> None:
        """Forgets the progress of these partitions; the next batch reads it again and seeks."""
        for tp in {TopicPartition(r.topic, r.partition) for r in records}:
            self._progress.pop(tp, None)
            if tp in self.assignment:
                first = min(r.offset for r in records if (r.topic, r.partition) == tp)
                self.consumer.seek(tp, first)

    async def _handle(self, records: Sequence[ConsumerRecord]) -> None:
        self._doubt_what_runs_back(records)
        await self._adopt_unknown(records)
        fresh = self._fresh(records)
        if not fresh:
            return
        self._metrics.oldest.set(max(0.0, time.time() - min(r.timestamp for r in records) / 1000))
        for route in self._routes:
            if raws := fresh.get(route.name):
                with self._metrics.seconds.time():
                    await self._handle_route(route, raws)
        self._metrics.outbox_backlog.set(sum(p.next - p.published for p in self._progress.values()))
        await self._offsets.commit_soon()

    def _fresh(self, records: Sequence[ConsumerRecord]) -> dict[str, list[Raw]]:
        """The records to handle, by route: those that follow on what was handled, without a gap."""
        fresh: dict[str, list[Raw]] = defaultdict(list)
        follows: dict[TopicPartition, bool] = {}
        for record in records:
            tp = TopicPartition(record.topic, record.partition)
            progress = self._progress.get(tp)
            if progress is None or record.offset < progress.next:
                continue
            if (goes_on := follows.get(tp)) is None:
                goes_on = follows[tp] = self._follows(tp, progress, record.offset)
            if goes_on:
                fresh[self._route(record.topic).name].append(_raw(record))
        return fresh

    def _follows(self, tp: TopicPartition, progress: Progress, offset: int) -> bool:
        """Whether `offset` is the next one, or is so after a gap that is really in the log.

        A fetch that was under way before a seek may lie ahead: handling it would pass records over
        for ever. So at a gap seek once more; what then comes again is a gap of the log itself
        (transaction markers, expired records).
        """
        if offset == progress.next or self._gaps.pop(tp, None) == offset:
            return True
        self._gaps[tp] = offset
        self.consumer.seek(tp, progress.next)
        return False

    def _doubt_what_runs_back(self, records: Sequence[ConsumerRecord]) -> None:
        """An offset below what was handled: an old fetch, or a topic that was made anew. Look."""
        for record in records:
            tp = TopicPartition(record.topic, record.partition)
            progress = self._progress.get(tp)
            if progress is not None and record.offset < progress.next:
                del self._progress[tp]

    async def _adopt_unknown(self, records: Sequence[ConsumerRecord]) -> None:
        times = 0
        while unknown := {
            tp
            for tp in {TopicPartition(r.topic, r.partition) for r in records}
            if tp not in self._progress and tp in self.assignment
        }:
            try:
                await self._adopt(unknown)
            except Exception as error:  # noqa: BLE001
                # Whatever it is: nothing can be handled without knowing the progress.
                if isinstance(error, TopicRecreatedError):
                    log.critical("topic_recreated", reason=str(error))
                times += 1
                await self._batches.pause(type(error).__name__, times, self._abandon)
                self._raise_if_abandoned()

    def _raise_if_abandoned(self) -> None:
        if self._abandon.is_set() or self._batches.stopping:
            raise AbandonedError

    async def _handle_route(self, route: Route, raws: list[Raw]) -> None:
        items, waits_for = self._parse(route, raws)
        if items:
            with self._tracing.handling(items, route.name):
                await self._batches.bisect(
                    items,
                    lambda part: self._attempt(route, part),
                    lambda item, error: self._give_up(route, item, error),
                    self._committed,
                )
        if waits_for is not None:
            log.critical("unknown_future_version", type=waits_for.event_type)
            await self._batches.pause("UnknownFutureVersion", 6, self._abandon)
            raise AbandonedError

    def _parse(
        self, route: Route, raws: list[Raw]
    ) -> tuple[list[Item], UnknownFutureVersionError | None]:
        """The items up to (per partition) the first one of a newer version than this build knows."""
        items: list[Item] = []
        stopped: set[tuple[str, int]] = set()
        waits_for = None
        for raw in raws:
            if stopped and (raw.topic, raw.partition) in stopped:
                continue
            try:
                items.append(route.parse(raw, self._tracing))
            except UnknownFutureVersionError as error:
                stopped.add((raw.topic, raw.partition))
                waits_for = error
        return items, waits_for

    async def _attempt(self, route: Route, items: Sequence[Item]) -> Unit:
        async def fill(unit: Unit) -> None:
            accepted = [item for item in items if isinstance(item, Incoming)]
            if accepted:
                await route.handle(accepted, unit)
            for item in items:
                if isinstance(item, Refused):
                    unit.refuse(item)
                    if route.refused is not None:
                        route.refused(item, unit)
            for tp, following in _following(items).items():
                known = self._progress.get(tp)
                if known is None:
                    raise StaleProgressError
                unit.changes.advance(tp.topic, tp.partition, known.next, following, known.published)

        return await self._batches.write(fill, self._abandon)

    async def _give_up(self, route: Route, item: Item, error: Exception) -> None:
        refused = refusal(item, error)
        times = 0
        while True:
            try:
                unit = await self._attempt(route, [refused])
                break
            except (StaleProgressError, AbandonedError):
                raise
            except Exception as failure:  # noqa: BLE001  never skip a record that is nowhere kept
                times += 1
                log.critical("dead_letter_failed", error=type(failure).__name__)
                await self._batches.pause("DeadLetterFailed", times, self._abandon)
                self._raise_if_abandoned()
        await self._committed(unit, [refused])

    async def _committed(self, unit: Unit, items: Sequence[Item]) -> None:
        following = _following(items)
        for tp, offset in following.items():
            self._progress[tp].next = offset
            self._offsets.note(tp, offset)
        self._show_backlog()
        self._deliverer.hand_over(unit.deliveries)
        await self._publish(unit)
        for tp, offset in following.items():
            self._progress[tp].published = offset
        self._show_backlog()
        self._metrics.handled.inc(len(items))
        if unit.dead_letters:
            self._metrics.dead_letters.inc(unit.dead_letters)

    def _show_backlog(self) -> None:
        self._metrics.outbox_backlog.set(
            sum(progress.next - progress.published for progress in self._progress.values())
        )

    async def _publish(self, unit: Unit) -> None:
        times = 0
        while True:
            try:
                await self._publisher.publish(unit.outgoing)
                self._metrics.published.inc(len(unit.outgoing))
                self._batches.resume()
                return
            except (KafkaError, TimeoutError, OSError) as error:
                times += 1
                await self._batches.pause(type(error).__name__, times, self._abandon)
                self._raise_if_abandoned()

    def _route(self, topic: str) -> Route:
        route = self._route_of.get(topic)
        if route is None:
            route = next(r for r in self._routes if r.topics.fullmatch(topic))
            self._route_of[topic] = route
        return route


def _raw(record: ConsumerRecord) -> Raw:
    return Raw(
        record.topic, record.partition, record.offset, record.key, record.value,
        record.headers, record.timestamp,
    )  # fmt: skip


def _following(items: Sequence[Item]) -> dict[TopicPartition, int]:
    """Per partition the offset after its last item."""
    following: dict[TopicPartition, int] = {}
    for item in items:
        raw = item.raw
        following[TopicPartition(raw.topic, raw.partition)] = raw.offset + 1
    return following
