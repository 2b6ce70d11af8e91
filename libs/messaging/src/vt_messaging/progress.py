"""Progress rows: per source and part the next offset, and up to where the outbox was published.

The row is the fence and the truth. A consumer seeks to it, a batch moves it only from where it
thought it was, and Kafka's own offsets are kept for lag and autoscaling alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg

from vt_messaging.packing import unpack
from vt_messaging.records import Outgoing

_CHUNK = 8
"""Outbox rows read at once; each holds what one batch emitted."""


@dataclass(slots=True)
class Progress:
    """`next`: the offset to handle next; `published`: what lies below is on its topics."""

    next: int
    published: int


async def load_progress(
    db: asyncpg.Connection | asyncpg.Pool, starts: dict[tuple[str, int], int]
) -> dict[tuple[str, int], Progress]:
    """The rows of the given (source, part), made with the given first offset where missing."""
    if not starts:
        return {}
    sources = [source for source, _ in starts]
    parts = [part for _, part in starts]
    await db.execute(
        "insert into progress (source, part, next, published) "
        "select s, p, f, f from unnest($1::text[], $2::int[], $3::bigint[]) u(s, p, f) "
        "on conflict do nothing",
        sources, parts, list(starts.values()),
    )  # fmt: skip
    rows = await db.fetch(
        "select source, part, next, published from progress "
        "join unnest($1::text[], $2::int[]) u(s, p) on source = s and part = p",
        sources, parts,
    )  # fmt: skip
    return {(r["source"], r["part"]): Progress(r["next"], r["published"]) for r in rows}


async def unpublished(
    db: asyncpg.Pool, source: str, part: int, progress: Progress
) -> AsyncIterator[tuple[int, list[Outgoing]]]:
    """Outbox rows that may not be on their topics yet, in order, in chunks of whole batches.

    Each chunk comes with the offset up to which it is complete (exclusive).
    """
    low = progress.published
    while low < progress.next:
        rows = await db.fetch(
            "select last, events from outbox where source = $1 and part = $2 "
            "and last >= $3 and first < $4 order by first limit $5",
            source, part, low, progress.next, _CHUNK,
        )  # fmt: skip
        high = progress.next if len(rows) < _CHUNK else rows[-1]["last"] + 1
        yield high, [event for row in rows for event in unpack(row["events"])]
        low = high


async def mark_published(db: asyncpg.Pool, source: str, part: int, published: int) -> None:
    """Notes that everything below `published` is on its topics; never moves backwards."""
    await db.execute(
        "update progress set published = greatest(published, least($3, next)) "
        "where source = $1 and part = $2",
        source, part, published,
    )  # fmt: skip
