"""An acute melding waits for a named person; until then the roster is paged, in order, for ever."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage.domain.acuut import Acuut, Oproeptermijnen, accepted, confirmed, page, waiting
from triage.domain.piket import Dienstdoende, Periode, Piketrooster, Weekdienst, Wijze
from triage.oproep import tekst

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday, 13:00 in Amsterdam
MINUTE = timedelta(minutes=1)
MELDING = UUID(int=1)
TERMIJNEN = Oproeptermijnen()


def local(*parts: int) -> datetime:
    """A moment on the wall clock of Amsterdam, as a roster has it."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def someone(functie: str) -> Dienstdoende:
    return Dienstdoende(functie, "+31430000001", Wijze.SMS)


def roster(*functies: str) -> Piketrooster:
    always = Periode(local(2026, 1, 1), local(2027, 1, 1), tuple(someone(f) for f in functies))
    return Piketrooster("1", someone("vangnet"), (always,) if functies else ())


def new(since: datetime = NOW) -> Acuut:
    return waiting(None, MELDING, "VT-2026-0000001-4", since, TERMIJNEN)


def paged(acuut: Acuut, rooster: Piketrooster, times: int) -> tuple[Acuut, list[str], list[bool]]:
    """Pages so many times, each at the moment that it is due."""
    who, over = [], []
    for _ in range(times):
        made = page(acuut, rooster, TERMIJNEN, acuut.volgende_op)
        acuut = made.acuut
        who.append(made.wie.functie)
        over.append(made.round_over)
    return acuut, who, over


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (5 * MINUTE, "not acknowledged within 5 minutes: pages the duty person"),
        (10 * MINUTE, "after 10 the next"),
        (15 * MINUTE, "everybody was paged: it starts again"),
    ],
)
def test_when_pages_are_due(after: timedelta, sentence: str) -> None:
    number = int(after / (5 * MINUTE))
    acuut = paged(new(), roster("eerste", "tweede"), number - 1)[0]
    assert acuut.volgende_op == NOW + after, sentence


@pytest.mark.parametrize(
    ("functies", "who", "over"),
    [
        (
            ("eerste", "tweede", "derde"),
            ["eerste", "tweede", "derde", "eerste", "tweede"],
            [False, False, True, False, False],
        ),
        (("eerste",), ["eerste"] * 5, [True] * 5),
        ((), ["vangnet"] * 5, [True] * 5),
    ],
)
def test_in_order_and_then_again(
    functies: tuple[str, ...], who: list[str], over: list[bool]
) -> None:
    acuut, found, ended = paged(new(), roster(*functies), 5)
    assert (found, ended) == (who, over)
    assert acuut.oproepen == 5
    assert acuut.waits, "silence never ends it"


def test_nobody_on_duty_is_told_apart_and_the_fallback_is_paged() -> None:
    made = page(new(), roster(), TERMIJNEN, NOW)
    assert (made.wie.functie, made.nobody) == ("vangnet", True)
    assert page(new(), roster("eerste"), TERMIJNEN, NOW).nobody is False


def test_who_comes_on_duty_meanwhile_is_paged_first_of_all_not_yet_paged() -> None:
    acuut, _, _ = paged(new(), roster("eerste", "tweede"), 1)
    made = page(acuut, roster("nieuw", "eerste"), TERMIJNEN, acuut.volgende_op)
    assert made.wie.functie == "nieuw"


def test_a_late_timer_pages_one_and_waits_again() -> None:
    late = NOW + timedelta(hours=1)
    made = page(new(), roster("eerste", "tweede"), TERMIJNEN, late)
    assert made.acuut.volgende_op == late + TERMIJNEN.volgende


def test_what_waits_goes_on_and_what_was_acknowledged_waits_anew() -> None:
    waits, _, _ = paged(new(), roster("eerste", "tweede"), 1)
    assert waiting(waits, MELDING, waits.nummer, NOW + MINUTE, TERMIJNEN) is waits
    done = confirmed(waits, "tri-1", NOW)
    anew = waiting(done, MELDING, done.nummer, NOW + MINUTE, TERMIJNEN)
    assert anew.waits
    assert (anew.version, anew.oproepen) == (done.version + 1, 0)
    assert anew.volgende_op == NOW + 6 * MINUTE


def test_the_first_who_acknowledges_stays_the_one() -> None:
    done = confirmed(new(), "tri-1", NOW)
    assert (done.bevestigd_door, done.bevestigd_op) == ("tri-1", NOW)
    assert confirmed(done, "tri-2", NOW + MINUTE) is done
    assert confirmed(done, "tri-1", NOW + MINUTE) is done


@pytest.mark.parametrize(
    ("at", "counts"), [(NOW, True), (NOW + MINUTE, True), (NOW - MINUTE, False)]
)
def test_an_acceptance_counts_for_what_it_answers(at: datetime, counts: bool) -> None:
    assert accepted(new(), "gm0935", at, NOW + MINUTE).waits is not counts


def test_the_text_names_the_number_and_acuut_and_nothing_else() -> None:
    assert tekst("VT-2026-0000001-4") == "Acuut: VT-2026-0000001-4"


MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local_hour", "on_duty"),
    [(8.4, ["nacht"]), (8.5, ["dag"]), (16.9, ["dag"]), (17, ["nacht"]), (23.9, ["nacht"])],
)
def test_weekly_hours_are_those_of_amsterdam(local_hour: float, on_duty: list[str]) -> None:
    days = frozenset(range(7))
    rooster = Piketrooster(
        "1",
        someone("vangnet"),
        weekdiensten=(
            Weekdienst(days, time(8, 30), time(17), (someone("dag"),)),
            Weekdienst(days, time(17), time(8, 30), (someone("nacht"),)),
        ),
    )
    now = MONDAY + timedelta(hours=local_hour - 1)
    assert [one.functie for one in rooster.on_duty(now)] == on_duty
    summer = datetime(2026, 7, 6, tzinfo=UTC) + timedelta(hours=local_hour - 2)
    assert [one.functie for one in rooster.on_duty(summer)] == on_duty


def test_a_period_goes_before_the_weekly_hours() -> None:
    rooster = Piketrooster(
        "1",
        someone("vangnet"),
        (Periode(local(2026, 11, 23, 13), local(2026, 11, 23, 14), (someone("ruil"),)),),
        (Weekdienst(frozenset({0}), time(), time(), (someone("week"),)),),
    )
    hours = [rooster.on_duty(NOW + timedelta(hours=h))[0].functie for h in (-1, 0, 1)]
    assert hours == ["week", "ruil", "week"]
    assert rooster.on_duty(NOW + timedelta(days=1)) == ()


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, min_size=1), st.integers(1, 20))
def test_nobody_is_paged_twice_before_all_were_paged(functies: list[str], times: int) -> None:
    _, who, _ = paged(new(), roster(*functies), times)
    for start in range(0, times, len(functies)):
        part = who[start : start + len(functies)]
        assert len(set(part)) == len(part)
    assert who[: len(functies)] == functies[:times]
