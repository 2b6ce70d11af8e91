"""How long an offer waits for its answer, and when a person must have looked.

Working days are those of `vt_kalender`: a term that starts on a closed day starts at 08:30 on the
next working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from vt_contracts.codes import Urgentie
from vt_kalender import LAW


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A term of whole working days."""

    count: int


Term = timedelta | WorkingDays


class Waiting(NamedTuple):
    """When an offer without an answer is reminded of, and when it is escalated."""

    herinneren_op: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """Defaults of the domain: an offer waits 15 minutes, 4 hours or two working days."""

    acuut: Term = timedelta(minutes=15)
    hoog: Term = timedelta(hours=4)
    regulier: Term = WorkingDays(2)

    def of_offer(self, urgentie: Urgentie, now: datetime) -> Waiting:
        """The reminder half-way and the deadline of an offer made at `now`."""
        if urgentie is Urgentie.ACUUT:
            return _waiting(self.acuut, now)
        return _waiting(self.hoog if urgentie is Urgentie.HOOG else self.regulier, now)


_OF_PERSON: dict[Urgentie, Term] = {
    Urgentie.ACUUT: timedelta(minutes=5),
    Urgentie.HOOG: timedelta(hours=4),
    Urgentie.REGULIER: WorkingDays(2),
}


def of_person(urgentie: Urgentie, now: datetime) -> datetime:
    """By when a person must have decided: five minutes, four hours or two working days."""
    return _waiting(_OF_PERSON[urgentie], now).deadline


@lru_cache(maxsize=64)
def _waiting(term: Term, now: datetime) -> Waiting:
    """Cached: all offers of a batch share their moment."""
    if isinstance(term, timedelta):
        return Waiting(now + term / 2, now + term)
    deadline = LAW.after_working_days(now, term.count)
    if term.count % 2:
        return Waiting(now + (deadline - now) / 2, deadline)
    return Waiting(LAW.after_working_days(now, term.count // 2), deadline)
