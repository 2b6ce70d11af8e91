"""What is told, once, whatever the order in which events come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notification import policy
from notification.domain.dossier import Dossier, Telling, due
from notification.domain.facts import Feit, telling_moment
from notification.domain.melder import Contact, Melder
from notification.domain.table import Beleid, Veld, Vertelmoment, Weg
from vt_contracts.codes import MelderSoort, Moment, Urgentie, Vervolg

MELDING = UUID("01990000-0000-7000-8000-000000000001")
NUMMER = "VT-2026-0000001-4"
NOW = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
CONTACT = Contact("J. de Vries", "Basisschool", "j.devries@school.example", "0612345678")
BELEID = policy.load()


def melder(**changes: Any) -> Melder:
    given = {
        "versie": 1,
        "soort": MelderSoort.PROFESSIONAL,
        "urgentie": Urgentie.REGULIER,
        "ontvangen_op": NOW,
        "per_mail": True,
    }
    return Melder(**{**given, **changes})


def partner(**changes: Any) -> Melder:
    return melder(
        soort=MelderSoort.POLITIE, partner="politie-limburg", bericht_id="b1", per_mail=False
    ) if not changes else partner()._replace(**changes)  # fmt: skip


def feit(moment: Moment, schrijver: str = "routing", versie: int = 1, **changes: Any) -> Feit:
    given = {"urgentie": Urgentie.REGULIER, "vervolg": Vervolg.OVERDRACHT, "partij": "gm0935"}
    at = changes.pop("op", NOW + timedelta(minutes=versie))
    return Feit(schrijver, versie, moment, at, **{**given, **changes})


AANGEBODEN = feit(Moment.AANGEBODEN)
GEACCEPTEERD = feit(Moment.GEACCEPTEERD, versie=2, team="Team Jeugd", politie_heeft_rol=True)
AFGESLOTEN = feit(Moment.AFGESLOTEN, versie=3)
LIFE = (AANGEBODEN, GEACCEPTEERD, AFGESLOTEN)

Event = Melder | Feit


def folded(dossier: Dossier, events: Sequence[Event]) -> Dossier:
    for event in events:
        if isinstance(event, Melder):
            dossier = dossier.with_melder(NUMMER, event, CONTACT)
        else:
            moment = telling_moment(event.moment, event.vervolg)
            assert moment is not None
            dossier = dossier.with_fact(NUMMER, moment, event)
    return dossier


def told(batches: Sequence[Sequence[Event]], beleid: Beleid = BELEID) -> list[Telling]:
    """What is told when events come in these batches, each decided and kept by itself."""
    dossier = Dossier(MELDING)
    tellings: list[Telling] = []
    for batch in batches:
        dossier, new = due(folded(dossier, batch), beleid)
        tellings += new
    return tellings


def one_by_one(*events: Event) -> list[Telling]:
    return told([[event] for event in events])


ROWS = [
    # melder, then the ways of ontvangst, na-triage, na-overdracht, einde
    (partner(), [None, "partner", "partner", "partner"]),
    (partner(soort=MelderSoort.PROFESSIONAL), [None, "partner", "partner", "partner"]),
    (melder(soort=MelderSoort.POLITIE), ["mail"] * 4),
    (melder(soort=MelderSoort.POLITIE, per_mail=False), ["telefoon"] * 4),
    (melder(), ["mail"] * 4),
    (melder(per_mail=False), ["telefoon"] * 4),
    (melder(soort=MelderSoort.BURGER_BEKEND), ["mail"] * 4),
    (melder(soort=MelderSoort.BURGER_BEKEND, per_mail=False), ["telefoon"] * 4),
    (melder(soort=MelderSoort.PROCESREGISSEUR), ["mail"] * 4),
    (partner(soort=MelderSoort.PROCESREGISSEUR), [None, "partner", "partner", "partner"]),
    (melder(soort=MelderSoort.BURGER_ANONIEM), [None] * 4),
    (melder(soort=MelderSoort.DIRECT_BETROKKENE), ["telefoon"] * 4),
    # A proefbericht is answered over the partner's topic and never reaches a person.
    (partner(proefbericht=True), [None, "partner", "partner", "partner"]),
    (melder(proefbericht=True), [None] * 4),
    (melder(proefbericht=True, per_mail=False), [None] * 4),
]


@pytest.mark.parametrize(("who", "ways"), ROWS)
def test_by_which_way_each_melder_hears_each_moment(who: Melder, ways: list[str | None]) -> None:
    expected = {m: w for m, w in zip(Vertelmoment, ways, strict=True) if w is not None}
    assert {t.moment: t.weg for t in one_by_one(who, *LIFE)} == expected


def values(tellings: Sequence[Telling]) -> dict[Vertelmoment, dict[str, object]]:
    return {t.moment: {v.value: value for v, value in t.waarden.items()} for t in tellings}


def test_police_hear_vervolg_and_party_then_team_date_and_role() -> None:
    said = values(one_by_one(partner(), *LIFE))
    assert said[Vertelmoment.NA_TRIAGE] == {
        "nummer": NUMMER,
        "vervolg": Vervolg.OVERDRACHT,
        "partij": "gm0935",
    }
    assert said[Vertelmoment.NA_OVERDRACHT] == {
        "nummer": NUMMER,
        "team": "Team Jeugd",
        # Half past midnight in Maastricht.
        "datum": date(2026, 3, 3),
        "aangenomen": True,
        "politie_heeft_rol": True,
    }


def test_a_citizen_hears_nothing_of_what_happens_to_the_family() -> None:
    said = values(one_by_one(melder(soort=MelderSoort.BURGER_BEKEND), *LIFE))
    assert said[Vertelmoment.NA_TRIAGE] == {"nummer": NUMMER}
    assert set(said[Vertelmoment.NA_OVERDRACHT]) == {"nummer", "datum"}


def test_urgency_is_the_higher_of_receipt_and_fact() -> None:
    first, *_ = one_by_one(melder(soort=MelderSoort.POLITIE, urgentie=Urgentie.HOOG))
    assert first.waarden[Veld.URGENTIE] is Urgentie.HOOG


def test_a_repeat_and_an_older_version_change_nothing() -> None:
    dossier, _ = due(
        folded(Dossier(MELDING), [partner(), feit(Moment.AANGEBODEN, versie=4)]), BELEID
    )
    assert folded(dossier, [partner()]) is dossier
    assert folded(dossier, [feit(Moment.AANGEBODEN, versie=4)]) is dossier
    assert folded(dossier, [feit(Moment.AANGEBODEN, versie=3, partij="gm0888")]) is dossier


def test_the_same_party_asked_again_is_no_news() -> None:
    deputy = feit(Moment.AANGEBODEN, versie=2, team="Een ander team")
    assert [t.moment for t in one_by_one(partner(), AANGEBODEN, deputy)] == ["na-triage"]


def test_another_party_is_news() -> None:
    other = feit(Moment.AANGEBODEN, versie=5, partij="gm0888")
    first, second = one_by_one(partner(), AANGEBODEN, other)
    assert first.delivery_id(MELDING) == f"{MELDING}:notification:na-triage:routing.1"
    assert second.delivery_id(MELDING) == f"{MELDING}:notification:na-triage:routing.5"


def test_a_stale_offer_after_a_newer_one_that_was_no_news_stays_untold() -> None:
    same = feit(Moment.AANGEBODEN, versie=5)
    stale = feit(Moment.AANGEBODEN, versie=3, partij="gm0888")
    assert len(one_by_one(partner(), AANGEBODEN, same, stale)) == 1


def test_reopening_after_an_onderzoek_tells_the_new_decision_under_another_id() -> None:
    onderzoek = feit(Moment.GETRIEERD, "triage", 1, vervolg=Vervolg.ONDERZOEK, partij=None)
    offer = feit(Moment.AANGEBODEN, "routing", 1, op=NOW + timedelta(days=3))
    first, second = one_by_one(partner(), onderzoek, offer)
    assert first.delivery_id(MELDING) != second.delivery_id(MELDING)
    assert [first.waarden[Veld.VERVOLG], second.waarden[Veld.VERVOLG]] == [
        "onderzoek",
        "overdracht",
    ]


def test_facts_before_the_melder_wait_and_are_told_in_order() -> None:
    newer = feit(Moment.AANGEBODEN, versie=7, partij="gm0888")
    tellings = one_by_one(GEACCEPTEERD, AANGEBODEN, newer, melder())
    assert [t.moment for t in tellings] == ["ontvangst", "na-triage", "na-overdracht"]
    assert tellings[1].waarden[Veld.PARTIJ] == "gm0888"


def test_a_corrected_address_is_kept_and_tells_nothing_again() -> None:
    dossier, _ = due(folded(Dossier(MELDING), [melder(per_mail=False)]), BELEID)
    after, tellings = due(folded(dossier, [melder(versie=2)]), BELEID)
    assert tellings == ()
    assert after.melder == melder(versie=2)


def test_what_was_told_is_not_forgotten_while_a_melder_is_registered_as_anonymous() -> None:
    anonymous = melder(versie=2, soort=MelderSoort.BURGER_ANONIEM)
    newer = feit(Moment.AANGEBODEN, versie=5, partij="gm0888")
    meanwhile = [melder(), AANGEBODEN, anonymous, newer, AANGEBODEN]
    assert [t.feit.besluit for t in one_by_one(*meanwhile)] == ["intake.1", "routing.1"]
    known_again = one_by_one(*meanwhile, melder(versie=3), AANGEBODEN, newer)
    assert [t.feit.besluit for t in known_again] == ["intake.1", "routing.1", "routing.5"]


def test_contact_details_that_nobody_needs_are_not_kept() -> None:
    for who in (partner(), melder(soort=MelderSoort.BURGER_ANONIEM)):
        assert folded(Dossier(MELDING), [who]).contact is None
    assert folded(Dossier(MELDING), [melder()]).contact == CONTACT


def test_what_an_anonymous_melder_never_hears_is_not_kept_either() -> None:
    dossier, _ = due(folded(Dossier(MELDING), [melder(soort=MelderSoort.BURGER_ANONIEM)]), BELEID)
    after, tellings = due(folded(dossier, LIFE), BELEID)
    assert tellings == ()
    assert after == dossier


# Properties

MELDERS = [row[0] for row in ROWS]


@st.composite
def histories(draw: st.DrawFn, *, one_decision: bool) -> list[Event]:
    """A melder and the facts of two writers; versions and clocks grow together."""
    events: list[Event] = [draw(st.sampled_from(MELDERS))]
    moments = [Moment.AANGEBODEN, Moment.GEACCEPTEERD, Moment.AFGESLOTEN]
    steps = draw(st.lists(st.sampled_from(moments), max_size=6, unique=one_decision))
    if not one_decision and draw(st.booleans()):
        events.append(feit(Moment.GETRIEERD, "triage", 1, vervolg=Vervolg.ONDERZOEK))
    for versie, moment in enumerate(steps, start=2):
        party = draw(st.sampled_from(["gm0935", "gm0888"]))
        team = draw(st.sampled_from([None, "Team A", "Team B"]))
        at = NOW + timedelta(hours=versie)
        events.append(feit(moment, "routing", versie, partij=party, team=team, op=at))
    return events


@st.composite
def shuffled(draw: st.DrawFn, events: list[Event]) -> list[list[Event]]:
    """The events in any order, some repeated, cut into batches anywhere."""
    order = draw(st.permutations(events + draw(st.lists(st.sampled_from(events), max_size=5))))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(order) - 1)), max_size=4)))
    return [list(order[a:b]) for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]


@given(st.data())
def test_with_one_decision_a_moment_any_order_tells_the_same_messages(data: st.DataObject) -> None:
    history = data.draw(histories(one_decision=True))
    in_order = {t.delivery_id(MELDING): t for t in told([[e] for e in history])}
    tellings = told(data.draw(shuffled(history)))
    assert len({t.delivery_id(MELDING) for t in tellings}) == len(tellings)
    assert {t.delivery_id(MELDING): t for t in tellings} == in_order


@given(st.data())
def test_with_any_decisions_nothing_is_told_twice_and_the_last_word_is_the_newest(
    data: st.DataObject,
) -> None:
    history = data.draw(histories(one_decision=False))
    in_order = told([[e] for e in history])
    tellings = told(data.draw(shuffled(history)))
    ids = [t.delivery_id(MELDING) for t in tellings]
    assert len(set(ids)) == len(ids)
    assert {t.moment: t.waarden for t in tellings} == {t.moment: t.waarden for t in in_order}
    told_versions: dict[Vertelmoment, list[Feit]] = {}
    for telling in tellings:
        told_versions.setdefault(telling.moment, []).append(telling.feit)
    for facts in told_versions.values():
        assert all(b.follows(a) for a, b in pairwise(facts))


@given(st.data())
def test_nobody_hears_a_field_that_the_policy_does_not_give(data: st.DataObject) -> None:
    history = data.draw(histories(one_decision=False))
    who = history[0]
    assert isinstance(who, Melder)
    for telling in told([history]):
        regel = BELEID.regels[who.soort][telling.moment]
        assert set(telling.waarden) == regel.velden
        assert telling.weg in regel.wegen
        assert telling.weg is Weg.PARTNER or not who.proefbericht
