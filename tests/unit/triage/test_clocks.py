"""Until when a person has to decide, in Amsterdam's days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage.domain.clocks import deadline
from vt_contracts.codes import Urgentie
from vt_kalender import AMSTERDAM, Kalender


def at(text: str) -> datetime:
    """A moment of Amsterdam's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("urgentie", "since", "until"),
    [
        pytest.param(Urgentie.ACUUT, "2026-11-23T03:00", "2026-11-23T03:05", id="acuut at night"),
        pytest.param(Urgentie.HOOG, "2026-11-23T09:00", "2026-11-24T00:00", id="hoog: same day"),
        pytest.param(Urgentie.HOOG, "2026-11-23T22:00", "2026-11-24T00:00", id="two hours left"),
        pytest.param(Urgentie.HOOG, "2026-11-23T23:30", "2026-11-24T01:30", id="hoog: two hours"),
        pytest.param(Urgentie.HOOG, "2026-10-25T09:00", "2026-10-26T00:00", id="clock goes back"),
        pytest.param(Urgentie.REGULIER, "2026-11-23T09:00", "2026-12-01T00:00", id="five days"),
        pytest.param(Urgentie.REGULIER, "2026-11-27T17:00", "2026-12-05T00:00", id="friday"),
        pytest.param(Urgentie.REGULIER, "2026-11-28T12:00", "2026-12-05T00:00", id="saturday"),
        pytest.param(Urgentie.REGULIER, "2026-11-22T23:59", "2026-11-28T00:00", id="sunday late"),
        pytest.param(Urgentie.REGULIER, "2026-12-23T10:00", "2027-01-01T00:00", id="christmas"),
        pytest.param(Urgentie.REGULIER, "2026-12-28T10:00", "2027-01-06T00:00", id="new year"),
        pytest.param(Urgentie.REGULIER, "2026-04-01T10:00", "2026-04-11T00:00", id="easter"),
        pytest.param(Urgentie.REGULIER, "2026-05-01T10:00", "2026-05-12T00:00", id="5 may 2026"),
        pytest.param(Urgentie.REGULIER, "2027-05-03T10:00", "2027-05-13T00:00", id="ascension"),
    ],
)
def test_deadline(urgentie: Urgentie, since: str, until: str) -> None:
    assert deadline(urgentie, at(since)) == at(until)


def test_a_day_is_a_day_of_amsterdam() -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # 00:30 on 2 July in Amsterdam
    assert deadline(Urgentie.HOOG, late) == at("2026-07-03T00:00")


def test_other_closing_days_can_be_given() -> None:
    monday = at("2026-11-23T09:00")
    kalender = Kalender(frozenset({date(2026, 11, 24)}))
    assert deadline(Urgentie.REGULIER, monday, kalender) == at("2026-12-02T00:00")


@given(st.timedeltas(timedelta(0), timedelta(days=20 * 365)))
def test_more_urgent_is_never_later(after: timedelta) -> None:
    since = datetime(2020, 1, 1, tzinfo=UTC) + after
    acuut, hoog, regulier = (
        deadline(u, since) for u in (Urgentie.ACUUT, Urgentie.HOOG, Urgentie.REGULIER)
    )
    assert since < acuut < hoog < regulier
    assert hoog >= since + timedelta(hours=2)
