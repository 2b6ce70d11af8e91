"""Consumes a lane: FastStream subscribes and calls, the progress rows decide where to begin.

The order for each batch is: parse, one atomic write with the guard, publish the new outbox records,
tell Kafka the offsets. See docs/decisions/0002 for what FastStream does here and what it does not.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
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
from vt_messaging.faststream_seam import WAIT_MS, Reading, faststream_broker, subscribe
from vt_messaging.kafka_offsets import KafkaOffsets
from vt_messaging.metrics import Metrics
from vt_messaging.positions import Positions, Run, in_runs
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
        self._routes = routes
        self._batches = batches
        self._publisher = publisher
        self._deliverer = deliverer
        self._tracing = tracing
        self._metrics = metrics
        self._route_of: dict[str, Route | None] = {}
        self._busy = asyncio.Lock()
        self._abandon = asyncio.Event()
        self._offsets = KafkaOffsets(lambda: self.consumer)
        self._positions = Positions(pool, publisher, lambda: self.consumer)
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
            # An idle lane that polls fifty times a second cost a percent of a core.
            return await getmany(*args, **(kwargs | {"timeout_ms": WAIT_MS}))

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
            self._positions.forget(revoked)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Publishes what the last owner left, and seeks to where it had come."""
        async with self._busy:
            self._positions.forget_all()
            try:
                self._offsets.note(await self._positions.adopt(assigned))
                self._offsets.commit_later()
            except Exception as error:  # noqa: BLE001  the batch loop adopts again, and waits there
                log.warning("adopting_put_off", error=type(error).__name__)
            self.assigned_once = True

    # Batches

    async def _on_batch(self, message: InjectedMessage) -> None:
        async with self._busy:
            self.handling_since = time.monotonic()
            runs = in_runs(message.raw_message)
            try:
                self._raise_if_abandoned()
                await self._handle(runs)
            except AbandonedError:
                self._positions.rewind(runs)
            except StaleProgressError:
                self._metrics.stale.inc()
                self._positions.rewind(runs)
            except Exception as error:  # noqa: BLE001  FastStream would swallow it and go on
                log.critical("batch_failed", error=type(error).__name__, at=where(error))
                self._positions.rewind(runs)
                await self._batches.pause("BatchFailed", 6, self._abandon)
            finally:
                self.handling_since = None
                self.polled_at = time.monotonic()

    async def _handle(self, runs: Mapping[TopicPartition, Run]) -> None:
        self._positions.doubt(runs)
        await self._adopt_unknown(runs)
        fresh: dict[str, list[Raw]] = defaultdict(list)
        for tp, run in runs.items():
            if raws := self._positions.fresh(tp, run):
                fresh[self._route(tp.topic).name] += raws
        if not fresh:
            await self._offsets.commit_soon()
            return
        oldest = min(run[0].timestamp for run in runs.values()) / 1000
        self._metrics.oldest.set(max(0.0, time.time() - oldest))
        for route in self._routes:
            if raws := fresh.get(route.name, []):
                with self._metrics.seconds.time():
                    await self._handle_route(route, raws)
        await self._offsets.commit_soon()

    async def _adopt_unknown(self, partitions: Collection[TopicPartition]) -> None:
        times = 0
        while unknown := self._positions.unknown(partitions):
            try:
                self._offsets.note(await self._positions.adopt(unknown))
                if times:  # a pause for another reason is not ours to end
                    self._batches.resume()
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
                known = self._positions.of(tp)
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
        self._positions.handled(following)
        self._offsets.note(following)
        self._metrics.outbox_backlog.set(self._positions.backlog)
        self._deliverer.hand_over(unit.parcels)
        await self._publish(unit)
        self._positions.published(following)
        self._metrics.outbox_backlog.set(self._positions.backlog)
        self._metrics.handled.inc(len(items))
        if unit.dead_letters:
            self._metrics.dead_letters.inc(unit.dead_letters)

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


def _following(items: Sequence[Item]) -> dict[TopicPartition, int]:
    """Per partition the offset after its last item."""
    last = {(item.raw.topic, item.raw.partition): item.raw.offset for item in items}
    return {TopicPartition(*place): offset + 1 for place, offset in last.items()}
