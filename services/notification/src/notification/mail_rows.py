"""The rows of mails to send: whose they are, whether they are in doubt, what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import asyncpg
from vt_messaging.clock import Clock
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.records import Parcel

from notification.domain.werkitems import MAIL_ONBESTELBAAR

IN_FLIGHT = timedelta(minutes=2)
"""How long nobody else takes a mail over while its text is on the way."""
SOMEONE_ACTS_WITHIN = timedelta(hours=4)


class TakenOverError(Exception):
    """Another process has this mail now; it was not sent from here."""


class MailRows(Protocol):
    """What the mail channel needs of the delivery rows."""

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

    async def note_refused(self, parcel: Parcel, code: int) -> None:
        """Takes it off the table and opens a work item; `code` is the relay's."""
        ...


class PostgresMailRows:
    """`MailRows` on PostgreSQL. A sweep counts `attempts` up, so it tells whose a row is."""

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
            parcel.id, self._clock(), _melding(parcel), uncertain,
        )  # fmt: skip

    async def note_refused(self, parcel: Parcel, code: int) -> None:
        """Takes it off the table and opens a work item; `code` is the relay's.

        What the relay says in words is not kept: it may name the address.
        """
        now = self._clock()
        await self._pool.execute(
            "with gone as (delete from delivery where id = $1 returning id, attempts), "
            "task as (insert into work_item (id, version, kind, about, title, priority, deadline,"
            " state, details, opened_at, changed_at) select $2, 1, $3, $4, $5, 1, $6, 'open', "
            "jsonb_build_object('bezorging', id, 'moment', $7::text, 'code', $8::int), $9, $9 "
            "from gone) "
            "insert into audit (at, who, what, about, details) "
            "select $9, 'verzender', 'onbestelbaar', $4, jsonb_build_object('id', id, 'kanaal', "
            "'mail', 'pogingen', attempts + 1, 'code', $8::int) from gone",
            parcel.id, time_ordered_uuid(now), MAIL_ONBESTELBAAR, _melding(parcel),
            "Mail aan de melder is onbestelbaar: bereik de melder op een andere manier",
            now + SOMEONE_ACTS_WITHIN, _moment(parcel), code, now,
        )  # fmt: skip


def _melding(parcel: Parcel) -> UUID:
    return UUID(bytes=parcel.events[0].key)


def _moment(parcel: Parcel) -> str:
    """Of a delivery id `<melding>:notification:<moment>:<decision version>`."""
    return parcel.id.split(":")[2]
