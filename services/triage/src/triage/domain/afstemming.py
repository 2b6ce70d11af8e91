"""The afstemmingsoverleg: police, OM and VT discuss a case in which care and a criminal case meet.

They meet at fixed times (S0). What was not discussed stays on the agenda until somebody records an
outcome: nothing falls off it by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from vt_kalender import LAW, Kalender, at_time, local_day

from triage.domain.weigering import Weigering


@dataclass(frozen=True, slots=True)
class Rooster:
    """When they meet: at `tijd` in Amsterdam on `weekdagen` (1 is Monday) that are working days."""

    tijd: time = time(9)
    weekdagen: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    kalender: Kalender = field(default_factory=lambda: LAW)

    def next_after(self, moment: datetime) -> datetime:
        """The first meeting after `moment`; one that begins right then is too late."""
        day = local_day(moment)
        while True:
            meets = day.isoweekday() in self.weekdagen and self.kalender.is_working_day(day)
            if meets and (found := at_time(day, self.tijd)) > moment:
                return found
            day += timedelta(days=1)


class Uitkomst(StrEnum):
    """What was agreed, in codes."""

    ZORG_EERST = "zorg-eerst"
    STRAFRECHT_EERST = "strafrecht-eerst"
    ZORG_EN_STRAFRECHT_SAMEN = "zorg-en-strafrecht-samen"
    GEEN_STRAFZAAK = "geen-strafzaak"
    AANGEHOUDEN = "aangehouden"


class Deelnemer(StrEnum):
    """Who was there; organisations, never names."""

    POLITIE = "politie"
    OM = "om"
    VEILIG_THUIS = "veilig-thuis"


@dataclass(frozen=True, slots=True)
class Afstemming:
    """A melding on the agenda of one meeting."""

    id: UUID
    melding_id: UUID
    version: int
    overleg_op: datetime
    aangemeld_op: datetime
    aangemeld_door: str
    uitkomst: Uitkomst | None = None
    aanwezig: tuple[Deelnemer, ...] = ()
    besproken_op: datetime | None = None
    besproken_door: str | None = None


def put_on_agenda(
    identity: UUID, melding_id: UUID, who: str, now: datetime, rooster: Rooster
) -> Afstemming:
    """The melding on the agenda of the next meeting."""
    return Afstemming(identity, melding_id, 1, rooster.next_after(now), now, who)


def already_on(agenda: Afstemming) -> Weigering:
    """Why it cannot be put on the agenda again."""
    when = agenda.overleg_op.date().isoformat()
    return Weigering(
        f"Deze melding staat al op de agenda, voor {when}, door {agenda.aangemeld_door}."
    )


def discussed(
    afstemming: Afstemming,
    uitkomst: Uitkomst,
    aanwezig: Sequence[Deelnemer],
    who: str,
    now: datetime,
) -> Afstemming | Weigering:
    """With its outcome; once, not before the meeting, and never without all that must agree.

    Adjourning needs no more than who was there.
    """
    if afstemming.uitkomst is not None:
        return Weigering(f"De uitkomst is al vastgelegd, door {afstemming.besproken_door}.")
    if now < afstemming.overleg_op:
        return Weigering("Dit overleg is nog niet geweest.")
    there = frozenset(aanwezig)
    if uitkomst is not Uitkomst.AANGEHOUDEN and there != frozenset(Deelnemer):
        return Weigering(
            "Een uitkomst vraagt politie, OM en Veilig Thuis samen; houd de zaak anders aan.",
            "aanwezig",
        )
    return replace(
        afstemming,
        version=afstemming.version + 1,
        uitkomst=uitkomst,
        aanwezig=tuple(sorted(there)),
        besproken_op=now,
        besproken_door=who,
    )


def carried_over(
    afstemming: Afstemming, identity: UUID, now: datetime, rooster: Rooster
) -> Afstemming | None:
    """An adjourned case on the agenda of the next meeting; None for any other."""
    if afstemming.uitkomst is not Uitkomst.AANGEHOUDEN:
        return None
    who = afstemming.besproken_door or afstemming.aangemeld_door
    return put_on_agenda(identity, afstemming.melding_id, who, now, rooster)
