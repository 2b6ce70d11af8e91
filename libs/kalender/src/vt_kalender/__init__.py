"""The one working-day calendar: days of Europe/Amsterdam, closed by law or by an own decision.

Working days are Monday to Friday, closed on the days of the Algemene termijnenwet, on Good Friday
and 5 May of each year too (the law says "days" and practice "working days"), and on the closing
days that an organisation adds. Pure: every moment is an argument; moments go in aware, come out in
UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from holidays.constants import OPTIONAL, PUBLIC

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE_OPENS = time(8, 30)
"""Office hours begin (default); what starts on a closed day starts then on the next working day."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kalender:
    """Which days are working days; `closed` are the closing days that come beside the law's."""

    closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open on `day`."""
        return day.weekday() < 5 and day not in self.closed and not is_termijnenwet_day(day)

    def forward(self, day: date, count: int) -> date:
        """The working day that comes `count` working days after `day`; `day` itself counts not."""
        while count > 0:
            day += _DAY
            if self.is_working_day(day):
                count -= 1
        return day

    def back(self, day: date, count: int) -> date:
        """The working day that comes `count` working days before `day`; `day` itself counts not."""
        while count > 0:
            day -= _DAY
            if self.is_working_day(day):
                count -= 1
        return day

    def after_working_days(self, moment: datetime, count: int) -> datetime:
        """The same local time `count` working days later.

        A term that starts on a closed day starts when the office opens on the next working day.
        """
        local = moment.astimezone(AMSTERDAM)
        day, at = local.date(), local.time()
        if not self.is_working_day(day):
            day, at = self.forward(day, 1), OFFICE_OPENS
        return at_time(self.forward(day, count), at)


LAW = Kalender()
"""The calendar of the law alone."""


def local_day(moment: datetime) -> date:
    """The date in Amsterdam."""
    return moment.astimezone(AMSTERDAM).date()


def at_time(day: date, at: time) -> datetime:
    """This time of the day in Amsterdam."""
    return datetime.combine(day, at, tzinfo=AMSTERDAM).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Midnight at the end of `day` in Amsterdam."""
    return at_time(day + _DAY, time())


def is_termijnenwet_day(day: date) -> bool:
    """Whether `day` is a day of rest of the Algemene termijnenwet, art. 3."""
    return day in _termijnenwet_days(day.year)


@cache
def _termijnenwet_days(year: int) -> frozenset[date]:
    # PUBLIC alone has 5 May in lustrum years only and lacks Good Friday; OPTIONAL adds both.
    return frozenset(holidays.country_holidays("NL", years=year, categories=(PUBLIC, OPTIONAL)))
