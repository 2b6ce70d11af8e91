"""Deadlines: seconds, and working days of Zuid-Limburg's offices."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from routing.domain.terms import (
    AMSTERDAM,
    Terms,
    WorkingDays,
    after_working_days,
    is_working_day,
    of_person,
)
from vt_contracts.codes import Urgentie


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
    assert after_working_days(local(start), days) == local(end)


def test_weekends_and_holidays_are_closed() -> None:
    assert not is_working_day(date(2026, 11, 22))
    assert not is_working_day(date(2026, 4, 27))
    assert is_working_day(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("urgentie", "term"),
    [(Urgentie.ACUUT, timedelta(minutes=15)), (Urgentie.HOOG, timedelta(hours=4))],
)
def test_an_offer_is_reminded_of_half_way(urgentie: Urgentie, term: timedelta) -> None:
    now = datetime(2026, 11, 28, 23, tzinfo=UTC)
    waiting = Terms().of_offer(urgentie, now)
    assert waiting.deadline == now + term
    assert waiting.herinneren_op == now + term / 2


def test_a_regular_offer_waits_two_working_days() -> None:
    waiting = Terms().of_offer(Urgentie.REGULIER, local("2026-11-26T10:00"))
    assert waiting.deadline == local("2026-11-30T10:00")
    assert waiting.herinneren_op == local("2026-11-27T10:00")


def test_an_odd_number_of_working_days_is_halved_by_the_clock() -> None:
    now = local("2026-11-23T10:00")
    waiting = Terms(regulier=WorkingDays(1)).of_offer(Urgentie.REGULIER, now)
    assert waiting.herinneren_op == local("2026-11-23T22:00")


def test_terms_can_be_short() -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    waiting = Terms(regulier=timedelta(seconds=4)).of_offer(Urgentie.REGULIER, now)
    assert (waiting.herinneren_op - now, waiting.deadline - now) == (
        timedelta(seconds=2),
        timedelta(seconds=4),
    )


def test_an_acute_question_waits_five_minutes() -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    assert of_person(Urgentie.ACUUT, now) == now + timedelta(minutes=5)
