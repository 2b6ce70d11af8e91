"""A strategische melding: a gedragswetenschapper first, and at night from 08:00."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from triage.domain.strategisch import REGEL, clock_starts, first_role
from vt_contracts.codes import Urgentie
from vt_kalender import AMSTERDAM


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "starts"),
    [
        pytest.param("2026-11-23T07:59", "2026-11-23T08:00", id="just before the morning"),
        pytest.param("2026-11-23T08:00", "2026-11-23T08:00", id="in the morning"),
        pytest.param("2026-11-23T21:59", "2026-11-23T21:59", id="in the evening"),
        pytest.param("2026-11-23T22:00", "2026-11-24T08:00", id="when the night begins"),
        pytest.param("2026-12-31T23:59", "2027-01-01T08:00", id="over the year"),
        pytest.param("2026-03-29T00:30", "2026-03-29T08:00", id="the night the clock goes forward"),
        pytest.param("2026-10-24T23:00", "2026-10-25T08:00", id="the night the clock goes back"),
    ],
)
def test_at_night_it_waits_for_eight(since: str, starts: str) -> None:
    assert clock_starts([REGEL], Urgentie.HOOG, at(since)) == at(starts)


def test_acuut_and_other_meldingen_never_wait() -> None:
    night = at("2026-11-23T23:00")
    assert clock_starts([REGEL], Urgentie.ACUUT, night) == night
    assert clock_starts(["gevaar-onbekend"], Urgentie.HOOG, night) == night


def test_who_looks_first() -> None:
    assert first_role([REGEL, "gevaar-onbekend"]) == "gedragswetenschapper"
    assert first_role(["gevaar-onbekend"]) is None
