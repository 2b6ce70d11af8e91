"""Where a consumer is in each of its partitions, by the progress rows, and which records follow.

Works per partition and not per record: a batch comes as one run of ascending offsets each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from vt_messaging.errors import StaleProgressError, TopicRecreatedError
from vt_messaging.progress import Progress, load_progress, mark_published, unpublished
from vt_messaging.publisher import Publisher
from vt_messaging.records import Raw

log = structlog.get_logger()

Run = Sequence[ConsumerRecord]
"""Records of one partition in ascending order of offset."""

_PLACE = attrgetter("topic", "partition")
_FIELDS = attrgetter("topic", "partition", "offset", "key", "value", "headers", "timestamp")


def in_runs(records: Iterable[ConsumerRecord]) -> Mapping[TopicPartition, Run]:
    """A fetched batch by partition; aiokafka gives the records of each one after the other."""
    runs: dict[TopicPartition, list[ConsumerRecord]] = defaultdict(list)
    for place, run in groupby(records, _PLACE):
        runs[TopicPartition(*place)] += run
    return runs


class Positions:
    """The progress of the partitions that this process has, as far as it was read."""

    def __init__(
        self, pool: asyncpg.Pool, publisher: Publisher, consumer: Callable[[], AIOKafkaConsumer]
    ) -> None:
        self._pool = pool
        self._publisher = publisher
        self._consumer = consumer
        self._known: dict[TopicPartition, Progress] = {}
        self._gaps: dict[TopicPartition, tuple[int, int]] = {}

    def forget(self, partitions: Iterable[TopicPartition]) -> None:
        """Their progress must be read again."""
        for tp in partitions:
            self._known.pop(tp, None)

    def forget_all(self) -> None:
        """All progress must be read again."""
        self._known.clear()

    def of(self, tp: TopicPartition) -> Progress:
        """Where we think we are; raises StaleProgressError when that is to be read again."""
        progress = self._known.get(tp)
        if progress is None:
            raise StaleProgressError
        return progress

    def handled(self, following: Mapping[TopicPartition, int]) -> None:
        """What lies below the given offsets was committed."""
        for tp, offset in following.items():
            self._known[tp].next = offset

    def published(self, following: Mapping[TopicPartition, int]) -> None:
        """What lies below the given offsets is on its topics."""
        for tp, offset in following.items():
            self._known[tp].published = offset

    @property
    def backlog(self) -> int:
        """How many handled offsets are not published yet."""
        return sum(progress.next - progress.published for progress in self._known.values())

    def doubt(self, runs: Mapping[TopicPartition, Run]) -> None:
        """Forgets where an offset came below what was handled.

        That is an old fetch, or a topic that was made anew: read the progress again and look.
        """
        for tp, run in runs.items():
            progress = self._known.get(tp)
            if progress is not None and run[0].offset < progress.next:
                del self._known[tp]

    def unknown(self, partitions: Iterable[TopicPartition]) -> set[TopicPartition]:
        """Those of ours whose progress must be read before anything of them can be handled."""
        mine = self._consumer().assignment()
        return {tp for tp in partitions if tp not in self._known and tp in mine}

    def fresh(self, tp: TopicPartition, run: Run) -> list[Raw]:
        """The records of a run that follow on what was handled, without a gap."""
        progress = self._known.get(tp)
        if progress is None:
            return []
        begin = 0
        while begin < len(run) and run[begin].offset < progress.next:
            begin += 1
        if begin == len(run) or not self._follows(tp, progress, run[begin].offset):
            return []
        return [Raw._make(fields) for fields in map(_FIELDS, run[begin:] if begin else run)]

    def _follows(self, tp: TopicPartition, progress: Progress, offset: int) -> bool:
        """Whether `offset` is the next one, or is so after a gap that is really in the log.

        A fetch that was under way before a seek may lie ahead: handling it would pass records over
        for ever. So at a gap seek once more; what then comes again is a gap of the log itself
        (transaction markers, expired records).
        """
        seen_before = self._gaps.pop(tp, None)
        if offset == progress.next or seen_before == (progress.next, offset):
            return True
        self._gaps[tp] = (progress.next, offset)
        self._consumer().seek(tp, progress.next)
        return False

    def rewind(self, runs: Mapping[TopicPartition, Run]) -> None:
        """Forgets the progress of these partitions; the next batch reads it again and seeks."""
        consumer = self._consumer()
        mine = consumer.assignment()
        for tp, run in runs.items():
            self._known.pop(tp, None)
            if tp in mine:
                consumer.seek(tp, run[0].offset)

    async def adopt(self, partitions: set[TopicPartition]) -> dict[TopicPartition, int]:
        """Reads the progress of partitions, publishes what the last owner left, and seeks.

        Returns where each goes on, for Kafka's own record of it. Raises TopicRecreatedError when a
        topic ends before what was handled of it.
        """
        consumer = self._consumer()
        partitions = partitions & consumer.assignment()
        if not partitions:
            return {}
        begins = await consumer.beginning_offsets(list(partitions))
        ends = await consumer.end_offsets(list(partitions))
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
            consumer.seek(tp, max(progress.next, begins[tp]))
            self._known[tp] = progress
            self._gaps.pop(tp, None)
        return {tp: self._known[tp].next for tp in partitions}

    async def _publish_left(self, tp: TopicPartition, progress: Progress) -> None:
        if progress.published >= progress.next:
            return
        async for high, records in unpublished(self._pool, tp.topic, tp.partition, progress):
            await self._publisher.publish(records)
            progress.published = high
        await mark_published(self._pool, tp.topic, tp.partition, progress.published)
