"""The instant estimate, and which details of a melding can be used: one row per sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.betrokkenen import checked_betrokkenen
from intake.domain.melding import Recognition, recognise
from intake.domain.nummers import meldingsnummer
from intake.domain.urgentie import SIGNALEN, estimate
from stdnum.iso7064 import mod_11_10
from vt_contracts.codes import Antwoord, Rol, Urgentie, Voorselectie
from vt_contracts.events.aanlevering import AdresOpgave, BetrokkeneOpgave
from vt_contracts.melding import Signalen

ANSWERS = st.fixed_dictionaries({name: st.sampled_from(Antwoord) for name in SIGNALEN})


@pytest.mark.parametrize("signal", SIGNALEN)
def test_any_signal_answered_yes_makes_a_melding_acuut(signal: str) -> None:
    found = estimate(Signalen(**{signal: Antwoord.JA}))
    assert (found.urgentie, found.redenen) == (Urgentie.ACUUT, (signal,))


@pytest.mark.parametrize(
    ("voorselectie", "acuut", "urgentie"),
    [
        pytest.param(None, False, Urgentie.REGULIER, id="nothing said"),
        pytest.param(Voorselectie.NIET_ERNSTIG, False, Urgentie.REGULIER, id="not serious"),
        pytest.param(Voorselectie.ERNSTIG, False, Urgentie.HOOG, id="police say serious"),
        pytest.param(None, True, Urgentie.ACUUT, id="the medewerker says acute"),
        pytest.param(Voorselectie.NIET_ERNSTIG, True, Urgentie.ACUUT, id="the highest counts"),
    ],
)
def test_who_else_may_raise_the_urgency(
    voorselectie: Voorselectie | None, acuut: bool, urgentie: Urgentie
) -> None:
    found = estimate(Signalen(), medewerker_acuut=acuut, voorselectie=voorselectie)
    assert found.urgentie is urgentie


@given(answers=ANSWERS, voorselectie=st.sampled_from([None, *Voorselectie]))
def test_no_further_fact_lowers_the_urgency(
    answers: dict[str, Antwoord], voorselectie: Voorselectie | None
) -> None:
    base = estimate(Signalen(**answers), voorselectie=voorselectie).urgentie
    for name in SIGNALEN:
        more = Signalen(**{**answers, name: Antwoord.JA})
        assert estimate(more, voorselectie=voorselectie).urgentie.rank >= base.rank


@pytest.mark.parametrize(
    ("opgave", "field", "kept"),
    [
        ({"bsn": "123456782"}, "bsn", "123456782"),
        ({"bsn": "123456789"}, "bsn", None),
        ({"bsn": "12345678"}, "bsn", None),
        ({"bsn": "000000000"}, "bsn", None),
        ({"geboortedatum": "20200100"}, "geboortedatum", "20200100"),
        ({"geboortedatum": "20200231"}, "geboortedatum", None),
    ],
)
def test_an_unusable_detail_is_set_apart_and_never_bounces(
    opgave: dict[str, str], field: str, kept: str | None
) -> None:
    [person], _ = checked_betrokkenen([BetrokkeneOpgave(rol=Rol.KIND, **opgave)])
    assert getattr(person, field) == kept


def test_an_unusable_bsn_is_kept_as_given_and_reported_without_its_value() -> None:
    given_bsn = "123456789"
    [person], [found] = checked_betrokkenen([BetrokkeneOpgave(rol=Rol.KIND, bsn=given_bsn)])
    assert person.bsn_opgegeven == given_bsn
    assert found.veld == "betrokkenen.0.bsn"
    assert given_bsn not in found.tekst


@pytest.mark.parametrize("code", ["000000000", "999999999"])
def test_unknown_and_unborn_are_no_mistake(code: str) -> None:
    _, findings = checked_betrokkenen([BetrokkeneOpgave(rol=Rol.KIND, bsn=code)])
    assert findings == ()


def test_a_postcode_is_normalised_and_a_wrong_one_reported() -> None:
    addresses = [AdresOpgave(postcode="6211 ab"), AdresOpgave(postcode="0000XX")]
    people, findings = checked_betrokkenen(
        [BetrokkeneOpgave(rol=Rol.OUDER, adres=adres) for adres in addresses]
    )
    assert [p.adres.postcode for p in people if p.adres] == ["6211AB", None]
    assert [f.veld for f in findings] == ["betrokkenen.1.adres.postcode"]


@given(bsn=st.text(max_size=40), date=st.text(max_size=40), postcode=st.text(max_size=40))
def test_whatever_text_is_given_a_person_comes_out(bsn: str, date: str, postcode: str) -> None:
    opgave = BetrokkeneOpgave.model_construct(
        rol=Rol.KIND,
        bsn=bsn,
        geboortedatum=date,
        adres=AdresOpgave.model_construct(postcode=postcode),
    )
    [person], _ = checked_betrokkenen([opgave])
    assert person.rol is Rol.KIND


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        (None, b"a", Recognition.NEW),
        (b"a", b"a", Recognition.REPEAT),
        (b"a", b"b", Recognition.OTHER_CONTENT),
    ],
)
def test_a_repeat_is_known_by_its_content(
    known: bytes | None, now: bytes, expected: Recognition
) -> None:
    assert recognise(known, now) is expected


def test_a_number_can_be_read_over_the_phone_and_a_wrong_digit_is_noticed() -> None:
    number = meldingsnummer(2026, 123)
    assert number.startswith("VT-2026-0000123-")
    digits = number.removeprefix("VT-").replace("-", "")
    assert mod_11_10.is_valid(digits)
    assert not mod_11_10.is_valid(digits.replace("123", "124", 1))
