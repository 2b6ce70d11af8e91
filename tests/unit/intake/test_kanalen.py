"""What the form of each channel means, a late entry must explain, and an anonymous melder may know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.betrokkenen import checked_betrokkenen
from intake.domain.nainvoer import nainvoer_faults
from intake.domain.opzoeking import (
    CODE_BYTES,
    LETTERS,
    Feit,
    Stand,
    opzoekcode,
    read_code,
    stand,
)
from intake.domain.urgentie import GEEN_TEKST, TekstSignalen
from intake.translate.forms import FORMS, first_estimate, melder
from vt_contracts.codes import Hoedanigheid, Kanaal, MelderSoort, Moment, Urgentie, Vervolg
from vt_contracts.events.aanlevering import BetrokkeneOpgave

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
MINIMAL: dict[Kanaal, dict[str, Any]] = {
    Kanaal.TELEFOON: {"melder": {}, "melderSoort": "burger-bekend", "hoedanigheid": "35"},
    Kanaal.POLITIE: {"incidentnummer": "PL-1", "wijkagent": {}},
    Kanaal.PROFESSIONAL: {"melder": {}, "hoedanigheid": "03"},
    Kanaal.BURGER: {},
    Kanaal.PROCESREGISSEUR: {"procesregisseur": {}, "namens": "gemeente", "waarom": "Omdat."},
    Kanaal.ANDERE_REGIO: {
        "regio": "Elders",
        "contactpersoon": {},
        "oorspronkelijkOntvangenOp": "2026-02-01T08:00:00Z",
    },
}


def no_text(_: str) -> TekstSignalen:
    return GEEN_TEKST


def opgave(kanaal: Kanaal, **changes: Any) -> Any:
    content = {"betrokkenen": [{"rol": "kind"}], **MINIMAL[kanaal], **changes}
    return FORMS[kanaal].model_validate(content)


@pytest.mark.parametrize("kanaal", Kanaal)
def test_every_channel_has_a_form_that_asks_little(kanaal: Kanaal) -> None:
    form = opgave(kanaal)
    assert melder(form).hoedanigheid in Hoedanigheid
    assert (
        first_estimate(opgave(kanaal, signalen={"wapen": "ja"}), no_text).urgentie is Urgentie.ACUUT
    )


@pytest.mark.parametrize(
    ("given_melder", "hoedanigheid", "soort"),
    [
        pytest.param(None, "35", MelderSoort.BURGER_ANONIEM, id="no name"),
        pytest.param({}, "35", MelderSoort.BURGER_ANONIEM, id="nothing filled in"),
        pytest.param({"functie": "buur"}, "35", MelderSoort.BURGER_ANONIEM, id="no way to reach"),
        pytest.param({"naam": "B"}, "35", MelderSoort.BURGER_BEKEND, id="a neighbour"),
        pytest.param({"email": "b@example.nl"}, "33", MelderSoort.BURGER_BEKEND, id="family"),
        pytest.param({"naam": "B"}, "31", MelderSoort.DIRECT_BETROKKENE, id="the victim"),
        pytest.param({"naam": "B"}, "32", MelderSoort.DIRECT_BETROKKENE, id="the child"),
        pytest.param({"naam": "B"}, "30", MelderSoort.DIRECT_BETROKKENE, id="the pleger"),
        pytest.param(None, "31", MelderSoort.BURGER_ANONIEM, id="the victim, anonymous"),
    ],
)
def test_who_a_citizen_is(
    given_melder: dict[str, Any] | None, hoedanigheid: str, soort: MelderSoort
) -> None:
    found = melder(opgave(Kanaal.BURGER, melder=given_melder, hoedanigheid=hoedanigheid))
    assert found.soort is soort
    assert found.hoedanigheid.value == hoedanigheid
    if soort is MelderSoort.BURGER_ANONIEM:
        assert found.opgave.model_dump(exclude_none=True) == {}


@pytest.mark.parametrize(
    ("kanaal", "changes", "urgentie", "redenen"),
    [
        (Kanaal.PROCESREGISSEUR, {}, Urgentie.HOOG, ("strategische_melding",)),
        (
            Kanaal.PROCESREGISSEUR,
            {"signalen": {"wapen": "ja"}},
            Urgentie.ACUUT,
            ("wapen",),
        ),
        (
            Kanaal.TELEFOON,
            {"melderSoort": "procesregisseur"},
            Urgentie.HOOG,
            ("strategische_melding",),
        ),
        (Kanaal.TELEFOON, {"acuut": True}, Urgentie.ACUUT, ("inschatting_medewerker",)),
        (Kanaal.ANDERE_REGIO, {}, Urgentie.REGULIER, ()),
        (Kanaal.ANDERE_REGIO, {"urgentie": "hoog"}, Urgentie.HOOG, ("urgentie_andere_regio",)),
        (Kanaal.ANDERE_REGIO, {"urgentie": "acuut"}, Urgentie.ACUUT, ("urgentie_andere_regio",)),
        (
            Kanaal.ANDERE_REGIO,
            {"urgentie": "regulier", "signalen": {"kindVermist": "ja"}},
            Urgentie.ACUUT,
            ("kind_vermist",),
        ),
        (Kanaal.BURGER, {}, Urgentie.REGULIER, ()),
    ],
)
def test_what_a_channel_knows_of_urgency(
    kanaal: Kanaal, changes: dict[str, Any], urgentie: Urgentie, redenen: tuple[str, ...]
) -> None:
    found = first_estimate(opgave(kanaal, **changes), no_text)
    assert (found.urgentie, found.redenen) == (urgentie, redenen)


@pytest.mark.parametrize(
    ("namens", "hoedanigheid"),
    [
        ("gemeente", Hoedanigheid.GEMEENTE_OVERIG),
        ("veiligheidshuis", Hoedanigheid.PROFESSIONAL_ANDERS),
    ],
)
def test_for_whom_a_procesregisseur_works(namens: str, hoedanigheid: Hoedanigheid) -> None:
    found = melder(opgave(Kanaal.PROCESREGISSEUR, namens=namens, zaaknummer="Z-1"))
    assert found[:2] == (MelderSoort.PROCESREGISSEUR, hoedanigheid)
    assert found.kenmerk == "Z-1"


@pytest.mark.parametrize(
    ("ago", "reden", "fields"),
    [
        pytest.param(None, None, [], id="not from paper"),
        pytest.param(timedelta(0), None, [], id="this moment"),
        pytest.param(timedelta(days=14), None, [], id="as far back as needs no reason"),
        pytest.param(timedelta(days=14, seconds=1), None, ["ontvangenOpReden"], id="too far back"),
        pytest.param(timedelta(days=300), "  ", ["ontvangenOpReden"], id="no reason either"),
        pytest.param(timedelta(days=300), "Gevonden in een la.", [], id="explained"),
        pytest.param(-timedelta(seconds=1), "Omdat.", ["ontvangenOp"], id="in the future"),
    ],
)
def test_a_late_entry(ago: timedelta | None, reden: str | None, fields: list[str]) -> None:
    moment = None if ago is None else NOW - ago
    found = nainvoer_faults(moment, reden, NOW, timedelta(days=14))
    assert [b.veld for b in found] == fields


@given(secret=st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_a_code_is_understood_however_it_is_typed(secret: bytes) -> None:
    code = opzoekcode(secret)
    plain = code.replace("-", "")
    assert len(plain) == 20
    assert set(plain) <= set(LETTERS)
    assert read_code(code) == plain
    assert read_code(f" {plain.lower()} ") == plain
    assert read_code(code.replace("0", "o").replace("1", "l")) == plain


@pytest.mark.parametrize("text", ["", "abc", "U" * 20, "7" * 21, "VT-2026-0000123-4", "é" * 20])
def test_what_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_every_letter_of_a_code_is_equally_likely() -> None:
    letters = [opzoekcode(bytes([byte]) * CODE_BYTES)[0] for byte in range(256)]
    assert {letter: letters.count(letter) for letter in LETTERS} == dict.fromkeys(LETTERS, 8)


@pytest.mark.parametrize(
    ("momenten", "expected"),
    [
        pytest.param([], Stand.ONTVANGEN, id="nobody said anything yet"),
        pytest.param([Moment.WACHT_OP_BESLUIT], Stand.ONTVANGEN, id="a person must decide"),
        pytest.param([Moment.GETRIEERD], Stand.IN_BEHANDELING, id="decided"),
        pytest.param([Moment.GETRIEERD, Moment.AANGEBODEN], Stand.IN_BEHANDELING, id="offered"),
        pytest.param([Moment.GETRIEERD, Moment.GEACCEPTEERD], Stand.IN_BEHANDELING, id="accepted"),
        pytest.param([Moment.GETRIEERD, Moment.GESTART], Stand.AFGEHANDELD, id="started elsewhere"),
        pytest.param([Moment.AFGESLOTEN], Stand.AFGEHANDELD, id="closed"),
        pytest.param([Moment.AFGESLOTEN, Moment.WACHT_OP_BESLUIT], Stand.IN_BEHANDELING, id="anew"),
        pytest.param([Moment.GETRIEERD, Moment.BEZORGD], Stand.IN_BEHANDELING, id="only received"),
    ],
)
def test_what_an_anonymous_melder_hears(momenten: list[Moment], expected: Stand) -> None:
    assert stand([Feit(moment, None) for moment in momenten]) is expected


def test_what_is_passed_on_is_handled_when_it_arrived() -> None:
    assert stand([Feit(Moment.BEZORGD, Vervolg.DOORZETTEN)]) is Stand.AFGEHANDELD


@pytest.mark.parametrize(
    ("given_person", "kept", "fields"),
    [
        pytest.param(
            {"bsn": "999999999", "geboortedatum": "99999999"},
            {"bsn": None, "bsn_opgegeven": "999999999", "geboortedatum": "99999999"},
            [],
            id="an unborn child",
        ),
        pytest.param(
            {"bsn": "000000000", "geboortedatum": "00000000"},
            {"bsn": None, "bsn_opgegeven": "000000000", "geboortedatum": "00000000"},
            [],
            id="nobody knows who it is",
        ),
        pytest.param({"geboortedatum": "20190000"}, {"geboortedatum": "20190000"}, [], id="a year"),
        pytest.param({"geboortedatum": "20190600"}, {"geboortedatum": "20190600"}, [], id="month"),
        pytest.param(
            {"geboortedatum": "20190015"}, {"geboortedatum": None}, ["geboortedatum"], id="no month"
        ),
        pytest.param({}, {"bsn": None, "adres": None}, [], id="address unknown"),
        pytest.param(
            {"adres": {"geheim": True}}, {"adres.geheim": True, "adres.postcode": None}, [],
            id="address secret and not told",
        ),
        pytest.param(
            {"adres": {"geheim": True, "gemeentecode": "GM0935", "postcode": "6211AB"}},
            {"adres.geheim": True, "adres.gemeentecode": "GM0935"},
            [],
            id="address secret, gemeente known",
        ),
        pytest.param(
            {"adres": {"gemeentecode": "Maastricht", "postcode": "6211"}},
            {"adres.gemeentecode": None, "adres.postcode": None},
            ["adres.postcode", "adres.gemeentecode"],
            id="address in words",
        ),
    ],
)  # fmt: skip
def test_what_is_kept_of_a_person(
    given_person: dict[str, Any], kept: dict[str, Any], fields: list[str]
) -> None:
    other = BetrokkeneOpgave(rol="pleger", geslachtsnaam="Voorbeeld")
    subject = BetrokkeneOpgave.model_validate({"rol": "kind", **given_person})
    (first, person), findings = checked_betrokkenen([other, subject])
    assert first.geslachtsnaam == "Voorbeeld"
    assert [b.veld for b in findings] == [f"betrokkenen.1.{field}" for field in fields]
    for path, value in kept.items():
        found: Any = person
        for name in path.split("."):
            found = getattr(found, name)
        assert found == value, path
