"""When police, OM and VT meet, and what an outcome needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

import pytest
from triage.domain.afstemming import (
    Afstemming,
    Deelnemer,
    Rooster,
    Uitkomst,
    carried_over,
    discussed,
    put_on_agenda,
)
from triage.domain.weigering import Weigering
from triage.settings import TriageSettings
from vt_kalender import AMSTERDAM, Kalender

ALL = tuple(Deelnemer)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("rooster", "now", "meeting"),
    [
        (Rooster(), "2026-11-23T08:59", "2026-11-23T09:00"),
        (Rooster(), "2026-11-23T09:00", "2026-11-24T09:00"),  # too late for this one
        (Rooster(), "2026-11-27T10:00", "2026-11-30T09:00"),  # Friday
        (Rooster(), "2026-12-24T10:00", "2026-12-28T09:00"),  # Christmas on Friday
        (Rooster(), "2026-03-28T10:00", "2026-03-30T09:00"),  # summer time begins in between
        (Rooster(time(13, 30), frozenset({1, 4})), "2026-11-24T10:00", "2026-11-26T13:30"),
        (Rooster(kalender=Kalender(frozenset({date(2026, 11, 24)}))), "2026-11-23T09:30",
         "2026-11-25T09:00"),
    ],
)  # fmt: skip
def test_the_next_meeting(rooster: Rooster, now: str, meeting: str) -> None:
    assert rooster.next_after(at(now)) == at(meeting)


def test_the_schedule_is_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TriageSettings().rooster() == Rooster()
    monkeypatch.setenv("VT_OVERLEG_TIJD", "13:30")
    monkeypatch.setenv("VT_OVERLEG_WEEKDAGEN", "[1, 4]")
    assert TriageSettings().rooster() == Rooster(time(13, 30), frozenset({1, 4}))
    monkeypatch.setenv("VT_OVERLEG_WEEKDAGEN", "[]")
    with pytest.raises(ValueError, match="overleg_weekdagen"):
        TriageSettings()


ON = put_on_agenda(UUID(int=7), UUID(int=1), "tri-1", at("2026-11-23T10:00"), Rooster())
MEETING = at("2026-11-24T09:00")


@pytest.mark.parametrize(
    ("uitkomst", "aanwezig", "now", "fits"),
    [
        (Uitkomst.ZORG_EERST, ALL, MEETING, True),
        (Uitkomst.STRAFRECHT_EERST, ALL, MEETING, True),
        (Uitkomst.ZORG_EERST, ALL, at("2026-11-24T08:59"), False),  # not yet
        (Uitkomst.ZORG_EERST, ALL[:2], MEETING, False),  # without one of the three
        (Uitkomst.GEEN_STRAFZAAK, (Deelnemer.VEILIG_THUIS,), MEETING, False),
        (Uitkomst.AANGEHOUDEN, (Deelnemer.VEILIG_THUIS,), MEETING, True),
    ],
)
def test_an_outcome(
    uitkomst: Uitkomst, aanwezig: tuple[Deelnemer, ...], now: datetime, fits: bool
) -> None:
    answer = discussed(ON, uitkomst, aanwezig, "tri-2", now)
    assert isinstance(answer, Afstemming) is fits


def test_an_outcome_is_recorded_once_and_only_an_adjourned_case_comes_back() -> None:
    done = discussed(ON, Uitkomst.ZORG_EERST, ALL, "tri-2", MEETING)
    assert isinstance(done, Afstemming)
    again = discussed(done, Uitkomst.STRAFRECHT_EERST, ALL, "tri-3", MEETING)
    assert isinstance(again, Weigering)
    assert "tri-2" in again.waarom
    assert carried_over(done, UUID(int=8), MEETING, Rooster()) is None
    adjourned = replace(done, uitkomst=Uitkomst.AANGEHOUDEN)
    next_one = carried_over(adjourned, UUID(int=8), MEETING, Rooster())
    assert next_one is not None
    assert next_one.overleg_op == at("2026-11-25T09:00")
