"""The rows of deliveries whose outcome can be in doubt: whose they are, and what became of them.

For channels that send one by one to somebody who may die after taking it (a mail relay, a provider
of SMS): what may have been sent is written down before, so that it can be shown afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import asyncpg

from vt_messaging.clock import Clock
from vt_messaging.records import Parcel

IN_FLIGHT = timedelta(minutes=2)
"""How long nobody else takes a delivery over while it is on the way."""


class TakenOverError(Exception):
    """Another process has this delivery now; it was not sent from here."""


class DeliveryRows(Protocol):
    """What a channel needs to know of its deliveries."""

    async def uncertain(self, parcels: Sequence[Parcel]) -> dict[str, bool]:
        """Which of these are still to be sent, and whether an earlier attempt is in doubt."""
        ...

    async def mark(self, parcel: Parcel) -> None:
        """Notes that it may be sent from now on. Raises TakenOverError."""
        ...

    async def unmark(self, parcel: Parcel, uncertain: bool) -> None:
        """Notes that this attempt was refused; `uncertain` is what it was before."""
        ...

    async def note_sent(self, parcel: Parcel, uncertain: bool) -> None:
        """Takes it off the table, with a receipt in the audit."""
        ...


class PostgresDeliveryRows:
    """`DeliveryRows` on PostgreSQL. A sweep counts `attempts` up, so it tells whose a row is.

    The key of a delivery is the id of the melding that it is about.
    """

    def __init__(self, pool: asyncpg.Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def uncertain(self, parcels: Sequence[Parcel]) -> dict[str, bool]:
        """Which of these are still to be sent, and whether an earlier attempt is in doubt."""
        rows = await self._pool.fetch(
            "select id, uncertain from delivery where id = any($1::text[])",
            [parcel.id for parcel in parcels],
        )
        return {row["id"]: row["uncertain"] for row in rows}

    async def mark(self, parcel: Parcel) -> None:
        """Notes that it may be sent from now on. Raises TakenOverError."""
        marked = await self._pool.fetchval(
            "update delivery set uncertain = true, lease_until = $3 "
            "where id = $1 and attempts = $2 returning true",
            parcel.id, parcel.attempts, self._clock() + IN_FLIGHT,
        )  # fmt: skip
        if not marked:
            raise TakenOverError

    async def unmark(self, parcel: Parcel, uncertain: bool) -> None:
        """Notes that this attempt was refused; `uncertain` is what it was before."""
        await self._pool.execute(
            "update delivery set uncertain = $3 where id = $1 and attempts = $2",
            parcel.id, parcel.attempts, uncertain,
        )  # fmt: skip

    async def note_sent(self, parcel: Parcel, uncertain: bool) -> None:
        """Takes it off the table, with a receipt in the audit."""
        await self._pool.execute(
            "with gone as (delete from delivery where id = $1 returning id, channel, attempts) "
            "insert into audit (at, who, what, about, details) "
            "select $2, 'verzender', 'bezorgd', $3, jsonb_build_object('id', id, 'kanaal', channel,"
            " 'pogingen', attempts + 1, 'onzeker', $4::boolean) from gone",
            parcel.id, self._clock(), UUID(bytes=parcel.events[0].key), uncertain,
        )  # fmt: skip
