"""Links between meldingen, and what they say of a family."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage.domain.facts import Eerder, Familie
from triage.domain.linking import (
    Koppeling,
    Soort,
    Stand,
    Treffer,
    Vermelding,
    consistent,
    decided,
    link_id,
    linked,
    matches,
)
from triage.domain.matching.persons import persoon
from triage.domain.radar import Held, Radar, knowledge
from vt_contracts.codes import Antwoord, Rol
from vt_contracts.melding import Adres, Betrokkene

ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
BSN, OTHER_BSN = "123456782", "111222333"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = date(2026, 11, 23)
HOME = Adres(postcode="6211AB", huisnummer="12")


def said(
    melding_id: UUID, *betrokkenen: dict[str, Any], op: date = DAY, hgkm: Antwoord = Antwoord.JA
) -> Vermelding:
    people = [Betrokkene(rol=Rol.ANDERS, **b) for b in betrokkenen]
    return Vermelding(melding_id, op, hgkm, tuple(persoon(b, f"{op:%Y%m%d}") for b in people))


def anna(**changes: Any) -> dict[str, Any]:
    return {"voornamen": "Anna", "geslachtsnaam": "Jansen", "geboortedatum": "19870412"} | changes


def shown(links: list[Treffer]) -> list[tuple[Soort, Stand]]:
    return [(link.soort, link.stand) for link in links]


def test_a_person_links_and_the_household_adds_nothing() -> None:
    links = matches(said(ONE, anna(bsn=BSN, adres=HOME)), said(TWO, anna(bsn=BSN, adres=HOME)), 5)
    assert shown(links) == [(Soort.PERSOON, Stand.ZEKER)]


@pytest.mark.parametrize(
    ("why", "there", "years", "expected"),
    [
        ("one name at one address is one household",
         {"geslachtsnaam": "Jansen"}, 0, [(Soort.HUISHOUDEN, Stand.ZEKER)]),
        ("another name at one address: a person looks",
         {"geslachtsnaam": "Smit"}, 0, [(Soort.ADRES, Stand.WAARSCHIJNLIJK)]),
        ("households are periods: within the period", {"geslachtsnaam": "Jansen"}, 4,
         [(Soort.HUISHOUDEN, Stand.ZEKER)]),
        ("beyond it others may live there", {"geslachtsnaam": "Jansen"}, 6, []),
    ],
)  # fmt: skip
def test_households(why: str, there: dict[str, Any], years: int, expected: list[Any]) -> None:
    here = said(ONE, anna(adres=HOME))
    then = DAY - timedelta(days=365 * years)
    other = said(TWO, {"voornamen": "Bas", "adres": HOME} | there, op=then)
    assert shown(matches(here, other, 5)) == expected, why
    assert shown(matches(other, here, 5)) == expected, why


def test_where_a_person_is_certain_a_twin_is_not_asked_about() -> None:
    twins = (
        anna(bsn=BSN, voornamen="Tim", adres=HOME), anna(voornamen="Tom", adres=HOME, geslacht="M"),
    )  # fmt: skip
    links = matches(said(ONE, anna(bsn=BSN, voornamen="Tim", adres=HOME)), said(TWO, *twins), 5)
    assert [(link.persoon, link.andere_persoon, link.stand) for link in links] == [
        (0, 0, Stand.ZEKER)
    ]


def certain(nieuw: Vermelding, *others: Vermelding) -> list[Treffer]:
    return [link for other in others for link in matches(nieuw, other, 5)]


def test_links_are_transitive_while_no_pair_contradicts() -> None:
    others = [said(TWO, anna(bsn=BSN)), said(THREE, anna())]
    links = certain(said(ONE, anna(bsn=BSN)), *others)
    assert shown(links) == [(Soort.PERSOON, Stand.ZEKER)] * 2
    assert consistent(links, others, []) == links


@pytest.mark.parametrize("changes", [{"bsn": OTHER_BSN}, {"geboortedatum": "19990412"}])
def test_somebody_who_would_be_two_that_contradict_is_a_persons(changes: dict[str, Any]) -> None:
    others = [said(TWO, anna(bsn=BSN)), said(THREE, anna(**changes))]
    links = [
        Treffer(other.melding_id, Soort.PERSOON, 0, 0, Stand.ZEKER, ("x",)) for other in others
    ]
    doubted = consistent(links, others, [])
    assert {link.stand for link in doubted} == {Stand.WAARSCHIJNLIJK}
    assert all(link.redenen[-1] == "onderling-tegenstrijdig" for link in doubted)


def test_what_a_person_took_apart_is_not_joined_by_a_third() -> None:
    others = [said(TWO, anna(bsn=BSN)), said(THREE, anna(bsn=BSN))]
    links = certain(said(ONE, anna(bsn=BSN)), *others)
    (between,) = matches(others[0], others[1], 5)
    undone = decided(linked(TWO, between, None, NOW), Stand.LOSGEMAAKT, "tri-1", b"", NOW)
    assert {link.stand for link in consistent(links, others, [undone])} == {Stand.WAARSCHIJNLIJK}


def treffer(stand: Stand, ander: UUID = TWO) -> Treffer:
    return Treffer(ander, Soort.PERSOON, 0, 1, stand, ("bsn-gelijk",))


def test_one_link_has_one_identity_whoever_came_first() -> None:
    there = Treffer(ONE, Soort.PERSOON, 1, 0, Stand.ZEKER, ())
    assert link_id(ONE, treffer(Stand.ZEKER)) == link_id(TWO, there)
    assert link_id(ONE, treffer(Stand.ZEKER)) != link_id(THREE, treffer(Stand.ZEKER))


@given(st.sampled_from(Stand), st.booleans(), st.sampled_from([Stand.ZEKER, Stand.WAARSCHIJNLIJK]))
def test_the_radar_only_makes_surer_and_never_what_a_person_said(
    was: Stand, by_person: bool, found: Stand
) -> None:
    earlier = linked(ONE, treffer(Stand.ZEKER), None, NOW)._replace(stand=was)
    if by_person or was is Stand.LOSGEMAAKT:
        earlier = decided(earlier, was, "tri-1", b"", NOW)
    again = linked(ONE, treffer(found), earlier, NOW)
    if was is Stand.WAARSCHIJNLIJK and found is Stand.ZEKER and not by_person:
        assert (again.stand, again.version) == (Stand.ZEKER, earlier.version + 1)
    else:
        assert again is earlier


def link(ander: UUID, stand: Stand) -> Koppeling:
    return linked(ONE, treffer(stand, ander), None, NOW)


JA, ONBEKEND = Antwoord.JA, Antwoord.ONBEKEND


@pytest.mark.parametrize(
    ("links", "answers", "familie", "eerder"),
    [
        ([], {}, Familie.NIET_BEKEND, Eerder.GEEN),
        ([link(TWO, Stand.ZEKER)], {TWO: JA}, Familie.BEKEND_MET_HGKM, Eerder.EEN),
        ([link(TWO, Stand.ZEKER)], {TWO: ONBEKEND}, Familie.BEKEND_ONBESLIST, Eerder.EEN),
        ([link(TWO, Stand.WAARSCHIJNLIJK)], {TWO: JA}, Familie.MOGELIJK_BEKEND, Eerder.GEEN),
        ([link(TWO, Stand.LOSGEMAAKT)], {TWO: JA}, Familie.NIET_BEKEND, Eerder.GEEN),
        ([link(TWO, Stand.ZEKER), link(THREE, Stand.WAARSCHIJNLIJK)], {TWO: ONBEKEND, THREE: JA},
         Familie.BEKEND_ONBESLIST, Eerder.EEN),
        ([link(UUID(int=n), Stand.ZEKER) for n in range(2, 7)],
         {UUID(int=n): JA for n in range(2, 7)}, Familie.BEKEND_MET_HGKM, Eerder.DRIE_OF_MEER),
    ],
)  # fmt: skip
def test_what_links_say_of_a_family(
    links: list[Koppeling], answers: dict[UUID, Antwoord], familie: Familie, eerder: Eerder
) -> None:
    assert knowledge(ONE, links, answers) == (familie, eerder)


@pytest.mark.parametrize("familie", list(Familie))
def test_what_may_be_known_is_not_for_software(familie: Familie) -> None:
    expected = familie in (
        Familie.BEKEND_MET_HGKM, Familie.BEKEND_ONBESLIST, Familie.MOGELIJK_BEKEND,
    )  # fmt: skip
    assert familie.bekend is expected


def test_two_of_one_batch_see_each_other_whichever_comes_first() -> None:
    radar = Radar([5, 6], {}, 8)
    radar.note(ONE, [5])
    radar.note(TWO, [5, 6])
    assert radar.others(ONE, [5]) == [TWO]
    assert radar.others(TWO, [5, 6]) == [ONE]
    assert radar.others(THREE, [6]) == [TWO]
    assert radar.others(THREE, [7]) == []


def test_rows_are_numbered_on_from_what_is_kept_and_sorted() -> None:
    radar = Radar([-3, 5], {5: Held(7, (THREE,))}, 8)
    radar.note(TWO, [5, -3])
    radar.note(ONE, [5])
    radar.note(THREE, [5])
    assert radar.added == [(-3, 1, TWO), (5, 8, TWO), (5, 9, ONE)]
    assert radar.others(ONE, [5]) == [TWO, THREE]
