"""Tells Kafka how far a group has come, for lag and autoscaling. The progress rows are the truth."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

log = structlog.get_logger()

COMMIT_EVERY = 0.2
"""Seconds between commits, however many batches there are."""
LONGEST_WAIT = 5.0
"""Seconds between attempts while commits fail."""


class KafkaOffsets:
    """Gathers what was handled and commits it now and then."""

    def __init__(self, consumer: Callable[[], AIOKafkaConsumer]) -> None:
        self._consumer = consumer
        self._handled: dict[TopicPartition, int] = {}
        self._committed_at = 0.0
        self._one_at_a_time = asyncio.Lock()
        self._later: asyncio.Task[None] | None = None

    def note(self, following: Mapping[TopicPartition, int]) -> None:
        """Everything below the given offsets was handled."""
        self._handled.update(following)

    async def commit_soon(self) -> None:
        """Commits at once when the last time is long enough ago, otherwise a little later."""
        if time.monotonic() - self._committed_at >= COMMIT_EVERY:
            await self.commit()
        self.commit_later()

    def commit_later(self) -> None:
        """Sees to it that what is not committed yet will be."""
        if self._handled and (self._later is None or self._later.done()):
            self._later = asyncio.create_task(self._commit_until_done())

    def stop(self) -> None:
        """Lets go of a commit that was to come later."""
        if self._later is not None:
            self._later.cancel()

    async def _commit_until_done(self) -> None:
        wait = COMMIT_EVERY
        while self._handled:
            await asyncio.sleep(wait)
            await self.commit()
            wait = min(LONGEST_WAIT, wait * 2)

    async def commit(self) -> None:
        """Commits what was handled in partitions that are still ours.

        What fails or is broken off is kept for the next time: without it the lag of a topic that
        went quiet would stay above zero for ever.
        """
        async with self._one_at_a_time:
            self._committed_at = time.monotonic()
            handled, self._handled = self._handled, {}
            consumer = self._consumer()
            mine = consumer.assignment()
            offsets = {tp: offset for tp, offset in handled.items() if tp in mine}
            if not offsets:
                return
            try:
                await consumer.commit(offsets)
            except BaseException as error:
                self._handled = {**offsets, **self._handled}
                if not isinstance(error, KafkaError):
                    raise
                log.info("offset_commit_failed", error=type(error).__name__)
