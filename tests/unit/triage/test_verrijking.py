"""Asking others: silence holds up nothing, and an answer can only raise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage.domain.facts import Facts, Familie, Gegevens, JaNee, Selectie
from triage.domain.rules import decide
from triage.domain.verrijking import (
    GEVAAR,
    Nieuws,
    Stand,
    Verzoek,
    answer_before,
    answered,
    enriched,
    nieuws,
    refused,
    silent,
)
from triage.ruleset import load
from triage.verzoek import known_to_others
from vt_contracts.codes import Antwoord, Kanaal, Rol, Urgentie, Vervolg
from vt_contracts.events.verrijking import VerrijkingDoel, VerrijkingVraag, VerrijkingWeigering
from vt_contracts.melding import Adres, Betrokkene, Signalen

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
ASKED = Verzoek(
    id=UUID(int=1), version=1, melding_id=UUID(int=2), partner="politie-limburg",
    doel=VerrijkingDoel.VEILIGHEIDSBEOORDELING, vragen=(VerrijkingVraag.WAPENBEZIT,),
    gevraagd_door="tri-1", gevraagd_op=NOW, antwoord_voor=NOW + HOUR, stand=Stand.GEVRAAGD,
    weigering=None, beantwoord_op=None, inhoud=None,
)  # fmt: skip
GEEN = VerrijkingWeigering.GEEN_GRONDSLAG
PLAIN = Facts(
    urgentie=Urgentie.REGULIER, kanaal=Kanaal.POLITIE, voorselectie=Selectie.GEEN, signalen=(),
    gevaar_op_dit_moment=Antwoord.NEE, huiselijk_geweld_of_kindermishandeling=Antwoord.NEE,
    aanleiding_gegeven=JaNee.NEE, aard_past_bij_aanleiding=JaNee.JA, woonplaats_bekend=JaNee.JA,
    gegevens=Gegevens.BRUIKBAAR, familie=Familie.NIET_BEKEND,
)  # fmt: skip


@pytest.mark.parametrize(
    ("urgentie", "before"),
    [
        (Urgentie.ACUUT, NOW + HOUR),
        (Urgentie.HOOG, NOW + 4 * HOUR),
        (Urgentie.REGULIER, datetime(2026, 11, 25, 23, tzinfo=UTC)),
    ],
)
def test_a_question_has_a_deadline(urgentie: Urgentie, before: datetime) -> None:
    assert answer_before(urgentie, NOW) == before


@pytest.mark.parametrize(
    ("after", "stand"),
    [(0 * HOUR, Stand.GEVRAAGD), (HOUR, Stand.GEEN_ANTWOORD), (9 * HOUR, Stand.GEEN_ANTWOORD)],
)
def test_silence_is_closed_at_the_deadline_and_not_before(after: timedelta, stand: Stand) -> None:
    assert silent(ASKED, NOW + after).stand is stand


def test_an_answer_is_kept_once_and_late_ones_count_too() -> None:
    first = answered(ASKED, b"a", NOW)
    assert (first.stand, first.inhoud, first.is_laat) == (Stand.BEANTWOORD, b"a", False)
    assert answered(first, b"b", NOW) is first
    assert refused(first, GEEN, b"b", NOW) is first
    assert silent(first, NOW + 9 * HOUR) is first
    late = answered(silent(ASKED, NOW + HOUR), b"a", NOW + 2 * HOUR)
    assert (late.stand, late.is_laat, late.version) == (Stand.BEANTWOORD, True, 3)


def test_a_refusal_keeps_its_reason_and_an_answer_after_it_counts() -> None:
    no = refused(ASKED, GEEN, b"r", NOW)
    assert (no.stand, no.weigering) == (Stand.GEWEIGERD, GEEN)
    assert refused(no, GEEN, b"r", NOW) is no
    assert silent(no, NOW + 9 * HOUR) is no
    after = answered(no, b"a", NOW)
    assert (after.stand, after.weigering) == (Stand.BEANTWOORD, None)


@pytest.mark.parametrize(
    ("signalen", "antwoorden", "expected"),
    [
        ((), {}, Nieuws()),
        (("wapen",), {}, Nieuws(("wapen",))),
        ((), {VerrijkingVraag.GEVAAR_OP_DIT_MOMENT: Antwoord.JA}, Nieuws((GEVAAR,))),
        ((GEVAAR,), {VerrijkingVraag.GEVAAR_OP_DIT_MOMENT: Antwoord.JA}, Nieuws((GEVAAR,))),
        ((), {VerrijkingVraag.GEVAAR_OP_DIT_MOMENT: Antwoord.ONBEKEND}, Nieuws()),
        ((), {VerrijkingVraag.GEVAAR_OP_DIT_MOMENT: Antwoord.NEE}, Nieuws()),
        ((), {VerrijkingVraag.EERDER_GEWELD_OF_MISHANDELING: Antwoord.JA}, Nieuws((), True)),
        ((), {VerrijkingVraag.EERDER_GEWELD_OF_MISHANDELING: Antwoord.NEE}, Nieuws()),
        ((), {VerrijkingVraag.HULP_BETROKKEN: Antwoord.JA}, Nieuws()),
    ],
)
def test_only_yes_adds_anything(
    signalen: tuple[str, ...], antwoorden: dict[VerrijkingVraag, Antwoord], expected: Nieuws
) -> None:
    assert nieuws(signalen, antwoorden) == expected


def test_a_signal_makes_it_acute_and_a_known_family_asks_a_person() -> None:
    rules = load()
    assert decide(PLAIN, rules).vervolg is Vervolg.DOORZETTEN
    acute = decide(enriched(PLAIN, Nieuws(("wapen",))), rules)
    assert (acute.vervolg, acute.urgentie) == (Vervolg.DIRECT_INGRIJPEN, Urgentie.ACUUT)
    known = decide(enriched(PLAIN, Nieuws((), True)), rules)
    assert (known.vervolg, known.urgentie) == (None, Urgentie.HOOG)


answers = st.builds(
    nieuws,
    st.lists(st.sampled_from(sorted(Signalen.model_fields)), unique=True).map(tuple),
    st.dictionaries(st.sampled_from(VerrijkingVraag), st.sampled_from(Antwoord)),
)
facts = st.builds(
    PLAIN._replace,
    urgentie=st.sampled_from(Urgentie),
    signalen=st.lists(st.sampled_from(sorted(Signalen.model_fields)), unique=True).map(tuple),
    gevaar_op_dit_moment=st.sampled_from(Antwoord),
    huiselijk_geweld_of_kindermishandeling=st.sampled_from(Antwoord),
    familie=st.sampled_from(Familie),
)


@given(facts, answers)
def test_no_answer_lowers_the_urgency_or_takes_danger_away(known: Facts, news: Nieuws) -> None:
    rules = load()
    before, after = decide(known, rules), decide(enriched(known, news), rules)
    assert after.urgentie.rank >= before.urgentie.rank
    assert set(known.signalen) <= set(enriched(known, news).signalen)
    if before.vervolg is None:
        assert after.vervolg in (None, Vervolg.DIRECT_INGRIJPEN)


def test_a_secret_address_is_never_sent_on() -> None:
    home = Adres(postcode="6211AB", huisnummer="1")
    people = [
        Betrokkene(rol=Rol.KIND, adres=home),
        Betrokkene(rol=Rol.KIND, adres=home.model_copy(update={"geheim": True})),
    ]
    assert [b.adres for b in known_to_others(people)] == [home, None]
