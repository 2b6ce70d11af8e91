"""Where the waiting lists begin, and since when and how often VT looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage.domain.wachtlijsten import borders
from triage.domain.weigering import Weigering
from triage.domain.zicht import (
    STANDAARD,
    Afspraak,
    Wijze,
    Zicht,
    agree,
    contact,
    responsible_since,
    responsible_while_waiting,
)
from vt_contracts.codes import Urgentie
from vt_kalender import AMSTERDAM, LAW, Kalender, end_of_day, local_day

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("now", "werkdagen", "dagen"),
    [
        ("2026-12-01T00:00", "2026-11-24T00:00", "2026-11-26T00:00"),
        ("2026-11-30T23:59", "2026-11-23T00:00", "2026-11-25T00:00"),
        ("2026-11-29T12:00", "2026-11-23T00:00", "2026-11-24T00:00"),  # Sunday
        ("2027-01-04T09:00", "2026-12-24T00:00", "2026-12-30T00:00"),  # Christmas, New Year
    ],
)
def test_borders(now: str, werkdagen: str, dagen: str) -> None:
    assert borders(at(now), LAW) == (at(now), at(werkdagen), at(dagen))


@given(
    st.timedeltas(timedelta(0), timedelta(days=3000)),
    st.sets(st.dates(date(2026, 1, 1), date(2030, 1, 1)), max_size=20),
    st.timedeltas(timedelta(0), timedelta(days=30)),
)
def test_a_case_is_over_the_border_exactly_when_its_days_have_passed(
    after: timedelta, closed: set[date], waited: timedelta
) -> None:
    kalender, now = Kalender(frozenset(closed)), datetime(2026, 1, 1, tzinfo=UTC) + after
    since = now - waited
    grenzen = borders(now, kalender)
    assert (since < grenzen.werkdagen) is (end_of_day(kalender.forward(local_day(since), 5)) <= now)
    assert (since < grenzen.dagen) is (end_of_day(local_day(since) + timedelta(days=5)) <= now)


@pytest.mark.parametrize(
    ("known", "urgentie", "since"),
    [
        (None, Urgentie.REGULIER, None),
        (None, Urgentie.HOOG, NOW),
        (None, Urgentie.ACUUT, NOW),
        (NOW - timedelta(days=1), Urgentie.ACUUT, NOW - timedelta(days=1)),
        (NOW - timedelta(days=1), Urgentie.REGULIER, NOW - timedelta(days=1)),
    ],
)
def test_responsible_from_the_moment_of_urgency(
    known: datetime | None, urgentie: Urgentie, since: datetime | None
) -> None:
    assert responsible_while_waiting(known, urgentie, NOW) == since


def test_responsible_after_triage() -> None:
    ended = NOW + timedelta(days=2)
    assert responsible_since([], Urgentie.REGULIER, NOW, ended) == ended
    assert responsible_since([None], Urgentie.HOOG, NOW, ended) == NOW
    late, earlier = NOW + timedelta(days=1), NOW - timedelta(days=1)
    assert responsible_since([None, late, earlier], Urgentie.REGULIER, NOW, ended) == earlier


def test_more_urgent_is_looked_at_more_often() -> None:
    days = [STANDAARD[u].dagen for u in (Urgentie.ACUUT, Urgentie.HOOG, Urgentie.REGULIER)]
    assert days == sorted(set(days)) == [1, 3, 7]


def test_contact_moves_the_next_one_and_a_late_record_does_not() -> None:
    zicht = agree(Zicht(UUID(int=1)), Afspraak(2, Wijze.HUISBEZOEK), "tri-1", NOW)
    seen = contact(zicht, NOW, "tri-2", NOW)
    assert isinstance(seen, Zicht)
    older = contact(seen, NOW - timedelta(days=1), "tri-3", NOW)
    assert isinstance(older, Zicht)
    assert (older.laatste_contact_op, older.laatste_contact_door) == (NOW, "tri-2")
    assert older.version == 3
    future = contact(seen, NOW + timedelta(seconds=1), "tri-3", NOW)
    assert isinstance(future, Weigering)
    assert future.veld == "op"
