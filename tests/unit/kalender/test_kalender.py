"""The one calendar: Amsterdam's days, the Algemene termijnenwet, own closing days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vt_kalender import AMSTERDAM, LAW, Kalender, end_of_day, is_termijnenwet_day, local_day


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23T10:00", 2, "2026-11-25T10:00"),  # Monday → Wednesday
        ("2026-11-26T16:45", 2, "2026-11-30T16:45"),  # Thursday → Monday
        ("2026-11-28T10:00", 2, "2026-12-02T08:30"),  # Saturday starts on Monday morning
        ("2026-12-24T12:00", 2, "2026-12-29T12:00"),  # Christmas on Friday
        ("2026-04-02T12:00", 1, "2026-04-07T12:00"),  # Good Friday and Easter Monday
        ("2026-05-04T12:00", 1, "2026-05-06T12:00"),  # 5 May, no lustrum
        ("2026-03-27T12:00", 1, "2026-03-30T12:00"),  # summer time begins in between
    ],
)
def test_working_days(start: str, days: int, end: str) -> None:
    assert LAW.after_working_days(local(start), days) == local(end)


def test_weekends_and_holidays_are_closed() -> None:
    assert not LAW.is_working_day(date(2026, 11, 22))
    assert not LAW.is_working_day(date(2026, 4, 27))
    assert LAW.is_working_day(date(2026, 11, 23))


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2030])
def test_good_friday_and_5_may_are_closed_each_year(year: int) -> None:
    assert is_termijnenwet_day(date(year, 5, 5))
    good_friday = {2025: (4, 18), 2026: (4, 3), 2027: (3, 26), 2030: (4, 19)}[year]
    assert is_termijnenwet_day(date(year, *good_friday))


def test_kings_day_moves_when_it_is_a_sunday() -> None:
    assert is_termijnenwet_day(date(2025, 4, 26))
    assert not is_termijnenwet_day(date(2026, 4, 26))


@pytest.mark.parametrize(
    ("day", "count", "forward", "back"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24), date(2026, 11, 20)),
        (date(2026, 11, 21), 1, date(2026, 11, 23), date(2026, 11, 20)),
        (date(2026, 12, 24), 2, date(2026, 12, 29), date(2026, 12, 22)),
        (date(2026, 11, 23), 0, date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_days_forward_and_back(day: date, count: int, forward: date, back: date) -> None:
    assert LAW.forward(day, count) == forward
    assert LAW.back(day, count) == back


def test_an_own_closing_day_comes_beside_the_law() -> None:
    bridge = Kalender(frozenset({date(2026, 5, 15)}))  # the Friday after Ascension
    assert not bridge.is_working_day(date(2026, 5, 15))
    assert not bridge.is_working_day(date(2026, 5, 14))
    assert LAW.forward(date(2026, 5, 13), 1) == date(2026, 5, 15)
    assert bridge.forward(date(2026, 5, 13), 1) == date(2026, 5, 18)


def test_a_day_ends_at_midnight_in_amsterdam() -> None:
    assert end_of_day(date(2026, 11, 23)) == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert end_of_day(date(2026, 7, 1)) == datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert local_day(datetime(2026, 7, 1, 22, tzinfo=UTC)) == date(2026, 7, 2)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60), st.sets(st.dates(
    date(2020, 1, 1), date(2040, 1, 1)), max_size=5))  # fmt: skip
def test_more_closing_days_never_shorten_a_term(day: date, count: int, closed: set[date]) -> None:
    kalender = Kalender(frozenset(closed))
    until = kalender.forward(day, count)
    assert kalender.is_working_day(until)
    assert until >= LAW.forward(day, count) > day
    between = (day + timedelta(n) for n in range(1, (until - day).days + 1))
    assert sum(map(kalender.is_working_day, between)) == count
