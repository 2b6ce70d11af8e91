"""Clocks: their terms, what suspending and closing days do to them, and when they ring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage.domain.klok import (
    NORMEN,
    Gemeld,
    Klok,
    OpschortReden,
    Termijnen,
    finish,
    replan,
    resume,
    ring,
    start,
    suspend,
)
from triage.domain.weigering import Weigering
from vt_contracts.codes import Klok as Soort
from vt_contracts.codes import Moment
from vt_kalender import AMSTERDAM, Kalender

PLAIN = Termijnen()
REDEN = OpschortReden.WACHT_OP_INFORMATIE


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def clock(soort: Soort, since: str, termijnen: Termijnen = PLAIN) -> Klok:
    return start(UUID(int=7), UUID(int=1), soort, at(since), termijnen)


def stopped(klok: Klok, since: str, until: str) -> Klok:
    still = suspend(klok, REDEN, "tri-1", at(since))
    assert isinstance(still, Klok)
    running = resume(still, at(until), PLAIN)
    assert isinstance(running, Klok)
    return running


@pytest.mark.parametrize(
    ("soort", "since", "deadline", "warned"),
    [
        pytest.param(Soort.TRIAGE, "2026-11-23T09:00", "2026-12-01T00:00", "2026-11-28T00:00",
                     id="triage: five working days, warned one before"),
        pytest.param(Soort.TRIAGE, "2026-11-21T09:00", "2026-11-28T00:00", "2026-11-27T00:00",
                     id="triage: received on a Saturday"),
        pytest.param(Soort.TRIAGE, "2026-12-23T10:00", "2027-01-01T00:00", "2026-12-31T00:00",
                     id="triage: Christmas does not count"),
        pytest.param(Soort.ONDERZOEK, "2026-11-23T09:00", "2027-02-02T00:00", "2027-01-26T00:00",
                     id="onderzoek: ten weeks, warned a week before"),
        pytest.param(Soort.OVERDRACHT, "2026-11-23T09:00", "2027-02-02T00:00", "2027-01-26T00:00",
                     id="overdracht: ten weeks"),
        pytest.param(Soort.ONDERZOEK, "2026-11-21T09:00", "2027-02-02T00:00", "2027-01-26T00:00",
                     id="ten weeks that end on a Saturday end on Monday"),
        pytest.param(Soort.ONDERZOEK, "2026-02-16T09:00", "2026-04-29T00:00", "2026-04-22T00:00",
                     id="ten weeks that end on King's Day end on the day after"),
    ],
)  # fmt: skip
def test_terms(soort: Soort, since: str, deadline: str, warned: str) -> None:
    klok = clock(soort, since)
    assert klok.deadline == at(deadline)
    assert klok.waarschuwen_op == klok.wekker_op == at(warned)


def test_norms() -> None:
    assert {soort: norm.op_tijd for soort, norm in NORMEN.items()} == {
        Soort.TRIAGE: 90, Soort.ONDERZOEK: 80, Soort.OVERDRACHT: 80,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("soort", "since", "until", "deadline"),
    [
        (Soort.TRIAGE, "2026-11-24T09:00", "2026-11-24T17:00", "2026-12-01T00:00"),  # same day
        (Soort.TRIAGE, "2026-11-24T09:00", "2026-11-25T09:00", "2026-12-02T00:00"),  # one day
        (Soort.TRIAGE, "2026-11-27T17:00", "2026-11-30T09:00", "2026-12-02T00:00"),  # a weekend
        (Soort.TRIAGE, "2026-11-28T09:00", "2026-11-29T09:00", "2026-12-01T00:00"),  # Saturday
        (Soort.ONDERZOEK, "2026-11-24T09:00", "2026-12-01T09:00", "2027-02-09T00:00"),  # a week
        (Soort.ONDERZOEK, "2026-11-27T09:00", "2026-11-29T09:00", "2027-02-04T00:00"),  # two days
    ],
)
def test_days_that_it_stood_still_move_the_deadline(
    soort: Soort, since: str, until: str, deadline: str
) -> None:
    klok = stopped(clock(soort, "2026-11-23T09:00"), since, until)
    assert klok.deadline == at(deadline)
    (period,) = klok.opschortingen
    assert (period.reden, period.door) == (REDEN, "tri-1")
    assert not klok.opgeschort


def test_while_it_stands_still_it_never_rings() -> None:
    still = suspend(clock(Soort.TRIAGE, "2026-11-23T09:00"), REDEN, "tri-1", at("2026-11-24T09:00"))
    assert isinstance(still, Klok)
    assert still.wekker_op is None
    assert ring(still, at("2030-01-01T00:00")) is None


def test_what_cannot_be() -> None:
    klok = clock(Soort.TRIAGE, "2026-11-23T09:00")
    assert isinstance(resume(klok, at("2026-11-24T09:00"), PLAIN), Weigering)
    assert isinstance(suspend(klok, REDEN, "tri-1", klok.deadline), Weigering)
    still = suspend(klok, REDEN, "tri-1", klok.deadline - timedelta(seconds=1))
    assert isinstance(still, Klok)
    refused = suspend(still, REDEN, "tri-2", at("2026-11-24T09:00"))
    assert isinstance(refused, Weigering)
    assert "tri-1" in refused.waarom


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-11-27T23:59", None),
        ("2026-11-28T00:00", Moment.KLOK_BIJNA_VERLOPEN),
        ("2026-11-30T23:59", Moment.KLOK_BIJNA_VERLOPEN),
        ("2026-12-01T00:00", Moment.KLOK_VERLOPEN),  # both passed: only the last is told
    ],
)
def test_it_rings_once_for_each_moment(now: str, told: Moment | None) -> None:
    rung = ring(clock(Soort.TRIAGE, "2026-11-23T09:00"), at(now))
    assert (None if rung is None else rung[1]) == told
    if rung is not None:
        assert ring(rung[0], at(now)) is None


def test_after_a_warning_it_rings_again_at_its_end_and_then_never() -> None:
    first = ring(clock(Soort.TRIAGE, "2026-11-23T09:00"), at("2026-11-28T00:00"))
    assert first is not None
    second = ring(first[0], at("2026-12-01T00:00"))
    assert second is not None
    assert second[0].gemeld is Gemeld.VERLOPEN
    assert ring(second[0], at("2027-12-01T00:00")) is None


def test_a_warning_is_given_anew_when_the_end_moved_away() -> None:
    warned = ring(clock(Soort.ONDERZOEK, "2026-11-23T09:00"), at("2027-01-26T00:00"))
    assert warned is not None
    klok = stopped(warned[0], "2027-01-26T09:00", "2027-02-16T09:00")
    assert klok.deadline == at("2027-02-23T00:00")
    assert klok.gemeld is Gemeld.BIJNA_VERLOPEN  # the new end is near too: within a week
    longer = stopped(warned[0], "2027-01-26T09:00", "2027-01-27T09:00")
    assert longer.wekker_op == longer.deadline


def test_a_holiday_added_later_moves_a_running_clock() -> None:
    klok = clock(Soort.TRIAGE, "2026-11-23T09:00")
    bridge = Termijnen(Kalender(frozenset({date(2026, 11, 27)})))
    moved = replan(klok, at("2026-11-24T09:00"), bridge)
    assert moved.deadline == at("2026-12-02T00:00")
    assert moved.waarschuwen_op == at("2026-12-01T00:00")
    assert replan(moved, at("2026-11-24T09:00"), bridge) is moved
    elsewhere = Termijnen(Kalender(frozenset({date(2026, 12, 24)})))
    assert replan(klok, at("2026-11-24T09:00"), elsewhere) is klok


def test_a_late_clock_that_a_holiday_moves_is_no_longer_late() -> None:
    late = ring(clock(Soort.TRIAGE, "2026-11-23T09:00"), at("2026-12-01T00:00"))
    assert late is not None
    bridge = Termijnen(Kalender(frozenset({date(2026, 11, 27)})))
    moved = replan(late[0], at("2026-12-01T00:00"), bridge)
    assert moved.gemeld is Gemeld.BIJNA_VERLOPEN
    assert moved.wekker_op == moved.deadline == at("2026-12-02T00:00")


def test_a_done_or_suspended_clock_is_not_moved() -> None:
    klok = clock(Soort.TRIAGE, "2026-11-23T09:00")
    bridge = Termijnen(Kalender(frozenset({date(2026, 11, 27)})))
    done = finish(klok, at("2026-11-24T09:00"))
    still = suspend(klok, REDEN, "tri-1", at("2026-11-24T09:00"))
    assert isinstance(still, Klok)
    for one in (done, still):
        assert replan(one, at("2026-11-25T09:00"), bridge) is one
    resumed = resume(still, at("2026-11-24T10:00"), bridge)
    assert isinstance(resumed, Klok)
    assert resumed.deadline == at("2026-12-02T00:00")


@pytest.mark.parametrize(
    ("known", "ended", "since"),
    [
        pytest.param(None, "2026-11-25T10:00", "2026-11-25T10:00", id="from the end of triage"),
        pytest.param(None, "2026-12-03T10:00", "2026-12-01T00:00", id="from when it became late"),
        pytest.param(None, "2026-12-01T00:00", "2026-12-01T00:00", id="exactly at its end"),
        pytest.param("2026-11-24T08:00", "2026-12-03T10:00", "2026-11-24T08:00", id="urgent"),
    ],
)
def test_responsible_for_safety_since(known: str | None, ended: str, since: str) -> None:
    klok = clock(Soort.TRIAGE, "2026-11-23T09:00")
    if known is not None:
        klok = replace(klok, verantwoordelijk_sinds=at(known))
    assert finish(klok, at(ended)).verantwoordelijk_sinds == at(since)


@pytest.mark.parametrize(
    ("rung", "ended", "late"),
    [
        pytest.param(None, "2026-11-30T10:00", False, id="in time"),
        pytest.param(None, "2026-12-01T00:00", False, id="exactly at its end"),
        pytest.param(None, "2026-12-01T00:01", True, id="late, and not told yet"),
        pytest.param("2026-12-01T00:00", "2026-12-02T10:00", True, id="late and told"),
        pytest.param("2026-12-01T00:00", "2026-11-30T10:00", False, id="word of it came late"),
    ],
)
def test_whether_it_ended_on_time_is_kept(rung: str | None, ended: str, late: bool) -> None:
    klok = clock(Soort.TRIAGE, "2026-11-23T09:00")
    if rung is not None:
        told = ring(klok, at(rung))
        assert told is not None
        klok = told[0]
    assert (finish(klok, at(ended)).gemeld is Gemeld.VERLOPEN) is late


DAYS = st.lists(st.integers(0, 40), min_size=2, max_size=8, unique=True).map(sorted)


@given(DAYS, st.sampled_from(list(Soort)), st.sets(st.integers(0, 60), max_size=4))
def test_no_suspension_and_no_closing_day_ever_shortens_a_term(
    days: list[int], soort: Soort, closed: set[int]
) -> None:
    begin = at("2026-11-23T09:00")
    kalender = Kalender(frozenset(date(2026, 11, 23) + timedelta(n) for n in closed))
    klok = clock(soort, "2026-11-23T09:00")
    before = klok.deadline
    for since, until in pairwise(days):
        still = suspend(klok, REDEN, "tri-1", begin + timedelta(since))
        if isinstance(still, Weigering):
            break
        resumed = resume(still, begin + timedelta(until), PLAIN)
        assert isinstance(resumed, Klok)
        assert resumed.version == klok.version + 2
        assert resumed.deadline >= klok.deadline
        klok = resumed
    moved = replan(klok, begin, Termijnen(kalender))
    assert moved.deadline >= klok.deadline >= before
    assert moved.waarschuwen_op < moved.deadline
