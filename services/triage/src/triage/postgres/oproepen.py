"""The rows of pages to send: whose they are, whether in doubt, what became of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from vt_messaging.delivery_rows import PostgresDeliveryRows
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.records import Parcel

OPROEP_MISLUKT = "oproep-mislukt"
"""The kind of work item about a number that the provider refuses for good."""
_SOMEONE_MENDS_WITHIN = timedelta(hours=1)


class PostgresOproepRows(PostgresDeliveryRows):
    """`OproepRows` on PostgreSQL."""

    async def note_refused(self, parcel: Parcel, code: int) -> None:
        """Takes it off the table, opens a work item, and lets the next be paged at once.

        What the provider says in words is not kept: it may name the number.
        """
        now = self._clock()
        await self._pool.execute(
            "with gone as (delete from delivery where id = $1 returning id, attempts), "
            "task as (insert into work_item (id, version, kind, about, title, priority, deadline,"
            " state, details, opened_at, changed_at) select $2, 1, $3, $4, $5, 2, $6, 'open', "
            "jsonb_build_object('bezorging', id, 'functie', $7::text, 'code', $8::int), $9, $9 "
            "from gone), "
            "next as (update acute_melding a set version = a.version + 1, volgende_op = $9 "
            "from gone where a.melding_id = $4 and a.bevestigd_op is null and a.volgende_op > $9) "
            "insert into audit (at, who, what, about, details) "
            "select $9, 'verzender', 'onbestelbaar', $4, jsonb_build_object('id', id, 'kanaal', "
            "'oproep', 'pogingen', attempts + 1, 'code', $8::int) from gone",
            parcel.id, time_ordered_uuid(now), OPROEP_MISLUKT, UUID(bytes=parcel.events[0].key),
            "Oproep geweigerd: verbeter het telefoonnummer in het piketrooster",
            now + _SOMEONE_MENDS_WITHIN, parcel.destination, code, now,
        )  # fmt: skip
