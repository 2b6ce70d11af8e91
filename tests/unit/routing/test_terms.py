"""Deadlines: seconds, and working days of Zuid-Limburg's offices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from routing.domain.terms import Terms, WorkingDays, of_person
from vt_contracts.codes import Urgentie
from vt_kalender import AMSTERDAM


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


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
