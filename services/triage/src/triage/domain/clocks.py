"""Until when a person has to decide.

Days are those of Europe/Amsterdam; working days skip weekends and the days of the Algemene
termijnenwet, with Good Friday and 5 May in each year (the law says "days" and practice "working
days").
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from holidays.constants import OPTIONAL, PUBLIC
from vt_contracts.codes import Urgentie

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ACUUT_BINNEN = timedelta(minutes=5)
"""Then the duty person is paged (default)."""
HOOG_TEN_MINSTE = timedelta(hours=2)
"""Late in the evening the day would be too short (default)."""
WERKDAGEN = 5
"""Working days to a decision, counted after the day of receipt."""

_DAY = timedelta(days=1)
IsClosed = Callable[[date], bool]


def deadline(urgentie: Urgentie, since: datetime, *, closed: IsClosed | None = None) -> datetime:
    """When a decision must be there (UTC) for a clock that runs from `since`.

    `since` is `ontvangen_op`, or the moment at which a waiting melding became more urgent. `closed`
    replaces the holidays of the law.
    """
    if urgentie is Urgentie.ACUUT:
        return since + ACUUT_BINNEN
    local = since.astimezone(AMSTERDAM).date()
    if urgentie is Urgentie.HOOG:
        return max(end_of_day(local), since + HOOG_TEN_MINSTE)
    return end_of_day(after_working_days(local, WERKDAGEN, closed or is_termijnenwet_day))


def end_of_day(day: date) -> datetime:
    """Midnight at the end of `day` in Amsterdam, in UTC."""
    return datetime.combine(day + _DAY, time(), AMSTERDAM).astimezone(UTC)


def after_working_days(day: date, count: int, closed: IsClosed) -> date:
    """The working day that comes `count` working days after `day`; `day` itself does not count."""
    while count > 0:
        day += _DAY
        if day.weekday() < 5 and not closed(day):
            count -= 1
    return day


def is_termijnenwet_day(day: date) -> bool:
    """Whether `day` is a day of rest of the Algemene termijnenwet, art. 3."""
    return day in _termijnenwet_days(day.year)


@cache
def _termijnenwet_days(year: int) -> frozenset[date]:
    # PUBLIC alone has 5 May in lustrum years only and lacks Good Friday; OPTIONAL adds both.
    return frozenset(holidays.country_holidays("NL", years=year, categories=(PUBLIC, OPTIONAL)))
