"""What a melding becomes with an addition: more is known, nothing is taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.aanvulling import CONTRADICTS, new_findings, with_addition
from intake.domain.urgentie import SIGNALEN
from vt_contracts.codes import (
    Aanleiding,
    Antwoord,
    Hoedanigheid,
    Kanaal,
    Rol,
    Urgentie,
    Voorselectie,
)
from vt_contracts.events.aanvulling import AanvullingOpgave
from vt_contracts.events.melding import MeldingOntvangenV1, PolitieGegevens
from vt_contracts.melding import Adres, Betrokkene, Signalen

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANSWERS = st.fixed_dictionaries({name: st.sampled_from(Antwoord) for name in SIGNALEN})


def melding(**changes: Any) -> MeldingOntvangenV1:
    content: dict[str, Any] = {
        "melding_id": UUID(int=1),
        "nummer": "VT-2026-0000001-0",
        "versie": 1,
        "kanaal": Kanaal.POLITIE,
        "bron": "politie-limburg",
        "hoedanigheid": Hoedanigheid.POLITIE,
        "ontvangen_op": NOW,
        "urgentie": Urgentie.REGULIER,
        "signalen": Signalen(),
        "huiselijk_geweld_of_kindermishandeling": Antwoord.ONBEKEND,
        "toelichting": "Ruzie.",
        "politie": PolitieGegevens(incidentnummer="PL-1"),
        "betrokkenen": [
            Betrokkene(rol=Rol.SLACHTOFFER, geslachtsnaam="Voorbeeld", bsn="111222333"),
            Betrokkene(rol=Rol.KIND, adres=Adres(postcode="6211AB", geheim=True)),
        ],
    }
    return MeldingOntvangenV1(**(content | changes))


def added(before: MeldingOntvangenV1, **given: Any) -> MeldingOntvangenV1:
    return with_addition(before, AanvullingOpgave.model_validate(given))


def test_a_snapshot_has_all_that_was_known_and_all_that_is_new() -> None:
    before = melding(aanleiding=[Aanleiding.PARTNERGEWELD])
    after = added(before, aanleiding=["08", "01"], toelichting="Er lag een mes.", gebeurtenisOp=NOW)
    assert (after.versie, after.melding_id, after.nummer) == (2, before.melding_id, before.nummer)
    assert after.ontvangen_op == before.ontvangen_op
    assert [a.value for a in after.aanleiding] == ["01", "08"]
    assert after.toelichting == "Ruzie.\n\nAanvulling 1:\nEr lag een mes."
    assert after.betrokkenen == before.betrokkenen
    assert added(after, toelichting="Meer.").toelichting.endswith("Aanvulling 2:\nMeer.")


def test_an_addition_without_anything_changes_the_version_alone() -> None:
    before = melding()
    assert added(before) == before.model_copy(update={"versie": 2})


@pytest.mark.parametrize(
    ("before", "now", "after", "reported"),
    [
        ("onbekend", "ja", "ja", False),
        ("onbekend", "nee", "nee", False),
        ("nee", "ja", "ja", False),
        ("nee", "onbekend", "nee", False),
        ("ja", "onbekend", "ja", False),
        ("ja", "ja", "ja", False),
        ("ja", "nee", "ja", True),
    ],
)
@pytest.mark.parametrize("field", ["wapen", "huiselijk_geweld_of_kindermishandeling"])
def test_ja_stays_ja_and_a_contradiction_is_for_a_person(
    field: str, before: str, now: str, after: str, reported: bool
) -> None:
    if field == "wapen":
        known = melding(signalen=Signalen(wapen=Antwoord(before)))
        result = added(known, signalen={"wapen": now})
        answer = result.signalen.wapen
    else:
        known = melding(huiselijk_geweld_of_kindermishandeling=Antwoord(before))
        result = added(known, huiselijkGeweldOfKindermishandeling=now)
        answer = result.huiselijk_geweld_of_kindermishandeling
    assert answer.value == after
    assert [b.tekst for b in new_findings(known, result)] == ([CONTRADICTS] if reported else [])


@pytest.mark.parametrize(
    ("given_urgentie", "addition", "urgentie", "redenen"),
    [
        (Urgentie.REGULIER, {}, Urgentie.REGULIER, []),
        (Urgentie.REGULIER, {"voorselectie": "ernstig"}, Urgentie.HOOG, ["voorselectie_ernstig"]),
        (Urgentie.HOOG, {"voorselectie": "niet-ernstig"}, Urgentie.HOOG, []),
        (Urgentie.REGULIER, {"signalen": {"wapen": "ja"}}, Urgentie.ACUUT, ["wapen"]),
        (Urgentie.REGULIER, {"acuut": True}, Urgentie.ACUUT, ["inschatting_medewerker"]),
        (Urgentie.ACUUT, {"signalen": {"wapen": "nee"}}, Urgentie.ACUUT, []),
    ],
)
def test_the_urgency_is_raised_with_its_reasons(
    given_urgentie: Urgentie, addition: dict[str, Any], urgentie: Urgentie, redenen: list[str]
) -> None:
    after = added(melding(urgentie=given_urgentie), **addition)
    assert (after.urgentie, after.urgentie_redenen) == (urgentie, redenen)


@given(
    first=ANSWERS,
    second=ANSWERS,
    urgentie=st.sampled_from(Urgentie),
    voorselectie=st.sampled_from([None, *Voorselectie]),
)
def test_no_addition_lowers_anything(
    first: dict[str, Antwoord],
    second: dict[str, Antwoord],
    urgentie: Urgentie,
    voorselectie: Voorselectie | None,
) -> None:
    before = melding(urgentie=urgentie, signalen=Signalen(**first))
    after = with_addition(
        before, AanvullingOpgave(signalen=Signalen(**second), voorselectie=voorselectie)
    )
    assert after.urgentie.rank >= before.urgentie.rank
    assert set(after.urgentie_redenen) >= set(before.urgentie_redenen)
    for name in SIGNALEN:
        if Antwoord.JA in (first[name], second[name]):
            assert getattr(after.signalen, name) is Antwoord.JA


def test_a_person_is_corrected_by_place_and_another_is_added() -> None:
    after = added(
        melding(),
        betrokkenen=[
            {"rol": "slachtoffer", "volgnummer": 1, "voornamen": "Proef", "bsn": "123456789"},
            {"rol": "getuige", "geslachtsnaam": "Nieuw"},
            {"rol": "anders", "volgnummer": 9},
        ],
    )
    first, _, third, fourth = after.betrokkenen
    assert (first.voornamen, first.geslachtsnaam, first.bsn) == ("Proef", "Voorbeeld", "111222333")
    assert first.bsn_opgegeven == "123456789"
    assert (third.rol, third.geslachtsnaam) == (Rol.GETUIGE, "Nieuw")
    assert fourth.rol is Rol.ANDERS
    fields = [b.veld for b in after.bevindingen]
    assert fields == ["betrokkenen.0.bsn", "betrokkenen.2.volgnummer"]


def test_a_secret_address_stays_secret_when_it_is_corrected() -> None:
    after = added(
        melding(),
        betrokkenen=[{"rol": "kind", "volgnummer": 2, "adres": {"postcode": "6411 AA"}}],
    )
    assert after.betrokkenen[1].adres == Adres(postcode="6411AA", geheim=True)


def test_police_may_call_it_serious_later_and_cannot_take_that_back() -> None:
    serious = added(melding(), voorselectie="ernstig")
    assert serious.politie is not None
    assert serious.politie.voorselectie is Voorselectie.ERNSTIG
    assert added(serious, voorselectie="niet-ernstig").politie == serious.politie
