"""How long an offer waits for its answer, and when a person must have looked.

Working days are Monday to Friday, closed on the days of the Algemene termijnenwet, Good Friday and
5 May every year (domain, Hours). A term that starts on a closed day starts at 08:30 on the next
working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays
from vt_contracts.codes import Urgentie

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE_OPENS = time(8, 30)
_ONE_DAY = timedelta(days=1)


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
    deadline = after_working_days(now, term.count)
    if term.count % 2:
        return Waiting(now + (deadline - now) / 2, deadline)
    return Waiting(after_working_days(now, term.count // 2), deadline)


def after_working_days(moment: datetime, count: int) -> datetime:
    """The same local time `count` working days later, in UTC."""
    local = moment.astimezone(AMSTERDAM)
    day, at = local.date(), local.time()
    if not is_working_day(day):
        day, at = _next_working_day(day), OFFICE_OPENS
    for _ in range(count):
        day = _next_working_day(day)
    return datetime.combine(day, at, tzinfo=AMSTERDAM).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """The date in Amsterdam."""
    return moment.astimezone(AMSTERDAM).date()


def is_working_day(day: date) -> bool:
    """Whether offices are open on `day`."""
    return day.weekday() < 5 and day not in _closed_days(day.year)


def _next_working_day(day: date) -> date:
    day += _ONE_DAY
    while not is_working_day(day):
        day += _ONE_DAY
    return day


@lru_cache(maxsize=16)
def _closed_days(year: int) -> frozenset[date]:
    # `optional` adds 5 May in the years that are no lustrum.
    found = holidays.country_holidays("NL", years=year, categories=("public", "optional"))
    return frozenset(found)
