"""How many clocks ended on time in a period: one query."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from vt_contracts.codes import Klok as Soort
from vt_contracts.codes import Vervolg
from vt_messaging.unit import Reader

from triage.domain.triage import REGELS

# What rules decided at once had no clock and is on time; doorzetten is not counted
# (Informatieprotocol 3.1).
_ENDED = """
select soort, count(*), count(*) filter (where gemeld <> 'verlopen')
from klok where klaar_op >= $1 and klaar_op < $2 group by soort
union all
select 'triage', count(*), count(*)
from triage t where besloten_op >= $1 and besloten_op < $2 and besloten_door = $3
    and vervolg <> $4 and not proefbericht
    and not exists (select from klok k where k.melding_id = t.melding_id and k.soort = 'triage')
"""


class Afgelopen(NamedTuple):
    """How many ended, and how many of them on time."""

    aantal: int
    op_tijd: int


async def ended(db: Reader, begin: datetime, end: datetime) -> dict[Soort, Afgelopen]:
    """Per kind of clock what ended from `begin` until `end`."""
    rows = await db.fetch(_ENDED, begin, end, REGELS, Vervolg.DOORZETTEN.value)
    found = dict.fromkeys(Soort, Afgelopen(0, 0))
    for soort, count, on_time in rows:
        known = found[Soort(soort)]
        found[Soort(soort)] = Afgelopen(known.aantal + count, known.op_tijd + on_time)
    return found
