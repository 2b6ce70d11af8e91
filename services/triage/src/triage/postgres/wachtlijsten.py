"""The waiting lists and zicht op veiligheid: one query each, over what waits now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_messaging.unit import Reader

from triage.domain.wachtlijsten import Grenzen
from triage.domain.zicht import Afspraak, Wijze

# $1 now, $2 five working days ago, $3 five days ago. A work item that somebody has is a triage that
# has started; when, the audit knows.
_LISTED = """
with wacht as (
    select k.melding_id, t.nummer, t.urgentie, k.soort, k.sinds, k.deadline, o.stand,
        w.id is not null as begonnen,
        (select max(a.at) from audit a
            where a.about = k.melding_id and a.what = 'werkitem-geclaimd') as begonnen_op,
        o.overschrijding is not null
            and (o.overschrijding_tot is null or o.overschrijding_tot > $1) as met_opzet
    from klok k
    join triage t on t.melding_id = k.melding_id
    left join work_item w on w.id = t.werkitem_id and w.state = 'geclaimd' and k.soort = 'triage'
    left join onderzoek o on o.melding_id = k.melding_id and o.stand in ('wacht', 'loopt')
        and k.soort = 'onderzoek'
    where k.klaar_op is null and not k.opgeschort
), lijst as (
    select case
        when soort = 'triage' and not begonnen and deadline <= $1 then 1
        when soort = 'triage' and begonnen and deadline <= $1 and begonnen_op < $2 then 2
        when soort = 'onderzoek' and stand = 'wacht' and sinds < $3 then 3
        when soort = 'onderzoek' and stand = 'loopt' and deadline <= $1 and not met_opzet then 4
        when soort = 'overdracht' and deadline > $1 and sinds < $3 then 5
        when soort = 'overdracht' and deadline <= $1 then 6
        end as lijst,
        melding_id, nummer, urgentie,
        case when begonnen then begonnen_op else sinds end as sinds, deadline
    from wacht
)
"""
_COUNTS = _LISTED + "select lijst, count(*) from lijst where lijst is not null group by lijst"  # noqa: S608
_CASES = _LISTED + (  # noqa: S608
    "select melding_id, nummer, urgentie, sinds, deadline from lijst where lijst = $4 "
    "order by urgentie = 'acuut' desc, urgentie = 'hoog' desc, sinds, melding_id limit $5"
)
# $1 now; $2, $3, $4 the days of acuut, hoog and regulier where nothing was agreed.
_ZICHT = """
with zaak as (
    select k.melding_id, t.nummer, t.urgentie,
        min(coalesce(k.verantwoordelijk_sinds, k.deadline)) as sinds
    from klok k
    join triage t on t.melding_id = k.melding_id
    where k.klaar_op is null
        and (k.verantwoordelijk_sinds <= $1
            or (k.verantwoordelijk_sinds is null and not k.opgeschort and k.deadline <= $1))
    group by k.melding_id, t.nummer, t.urgentie
), gezien as (
    select zaak.*, z.dagen, z.wijze, z.afgesproken_door, z.laatste_contact_op,
        coalesce(z.laatste_contact_op, zaak.sinds) + make_interval(days => coalesce(
            z.dagen,
            case zaak.urgentie when 'acuut' then $2::int when 'hoog' then $3::int else $4::int end
        )) as volgend_contact_voor
    from zaak left join zicht z on z.melding_id = zaak.melding_id
)
"""
_ZICHT_COUNTS = _ZICHT + (  # noqa: S608
    "select count(*), count(*) filter (where volgend_contact_voor < $1) from gezien"
)
_ZICHT_CASES = _ZICHT + (  # noqa: S608
    "select melding_id, nummer, urgentie, sinds, dagen, wijze, afgesproken_door, "
    "laatste_contact_op, volgend_contact_voor, volgend_contact_voor < $1 from gezien "
    "where not $5 or volgend_contact_voor < $1 "
    "order by volgend_contact_voor, melding_id limit $6"
)


class Wachtend(NamedTuple):
    """A case on a waiting list; `sinds`: when what it waits for should have begun or did begin."""

    melding_id: UUID
    nummer: str
    urgentie: Urgentie
    sinds: datetime
    deadline: datetime


class Gezien(NamedTuple):
    """A waiting case for whose safety VT answers; `afspraak` holds, the default where none was."""

    melding_id: UUID
    nummer: str
    urgentie: Urgentie
    verantwoordelijk_sinds: datetime
    afspraak: Afspraak
    afgesproken_door: str | None
    laatste_contact_op: datetime | None
    volgend_contact_voor: datetime
    te_laat: bool


async def counted(db: Reader, grenzen: Grenzen) -> dict[int, int]:
    """How many cases are on each list that is not empty."""
    rows = await db.fetch(_COUNTS, *grenzen)
    return {row[0]: row[1] for row in rows}


async def waiting(db: Reader, grenzen: Grenzen, lijst: int, most: int) -> list[Wachtend]:
    """The cases on a list, the most urgent and then the longest waiting first."""
    rows = await db.fetch(_CASES, *grenzen, lijst, most)
    return [Wachtend(row[0], row[1], Urgentie(row[2]), row[3], row[4]) for row in rows]


async def zicht_counted(
    db: Reader, now: datetime, standaard: Mapping[Urgentie, Afspraak]
) -> tuple[int, int]:
    """For how many waiting cases VT answers, and how many of them are overdue."""
    (row,) = await db.fetch(_ZICHT_COUNTS, now, *_days(standaard))
    return row[0], row[1]


async def zicht_of(
    db: Reader,
    now: datetime,
    standaard: Mapping[Urgentie, Afspraak],
    *,
    overdue_only: bool,
    most: int,
) -> list[Gezien]:
    """The waiting cases for whose safety VT answers, the first that must be contacted first."""
    rows = await db.fetch(_ZICHT_CASES, now, *_days(standaard), overdue_only, most)
    found = []
    for melding_id, nummer, code, sinds, dagen, wijze, door, last, before, late in rows:
        urgentie = Urgentie(code)
        afspraak = standaard[urgentie] if dagen is None else Afspraak(dagen, Wijze(wijze))
        found.append(
            Gezien(melding_id, nummer, urgentie, sinds, afspraak, door, last, before, late)
        )
    return found


def _days(standaard: Mapping[Urgentie, Afspraak]) -> tuple[int, int, int]:
    return tuple(standaard[u].dagen for u in (Urgentie.ACUUT, Urgentie.HOOG, Urgentie.REGULIER))  # type: ignore[return-value]
