"""The rows of mails to send: whose they are, whether they are in doubt, what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from vt_messaging.delivery_rows import DeliveryRows, PostgresDeliveryRows
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.records import Parcel

from notification.domain.werkitems import MAIL_ONBESTELBAAR

SOMEONE_ACTS_WITHIN = timedelta(hours=4)


class MailRows(DeliveryRows, Protocol):
    """What the mail channel needs of the delivery rows."""

    async def note_refused(self, parcel: Parcel, code: int) -> None:
        """Takes it off the table and opens a work item; `code` is the relay's."""
        ...


class PostgresMailRows(PostgresDeliveryRows):
    """`MailRows` on PostgreSQL."""

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
