"""Who is who: one row for each sentence of the domain on linking, and what must always hold."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage.domain.matching.comparing import ANDERS, Zekerheid, birth_dates, compare
from triage.domain.matching.keys import keys
from triage.domain.matching.names import given as first_names
from triage.domain.matching.names import initials, sound, surname
from triage.domain.matching.persons import Persoon, persoon
from triage.mentions import hashed
from vt_contracts.codes import Geslacht, Rol
from vt_contracts.melding import Adres, Betrokkene
from vt_messaging.vault import Vault

VAULT = Vault(base64.b64encode(b"k" * 32).decode())
ZEKER, LIKELY, NOT = Zekerheid.ZEKER, Zekerheid.WAARSCHIJNLIJK, Zekerheid.ANDERS
BSN, OTHER_BSN = "123456782", "111222333"
HOME, ELSEWHERE = (
    {"postcode": "6211AB", "huisnummer": "12 a"},
    {"postcode": "6411XY", "huisnummer": "3"},
)
ANNA: dict[str, Any] = {
    "voornamen": "Anna Maria", "geslachtsnaam": "Jansen", "geboortedatum": "19870412",
    "geslacht": Geslacht.VROUW, "adres": HOME,
}  # fmt: skip


def betrokkene(**said: Any) -> Betrokkene:
    adres = said.pop("adres", None)
    return Betrokkene(rol=Rol.ANDERS, adres=Adres(**adres) if adres else None, **said)


def person(gemeld: str = "20261124", **changes: Any) -> Persoon:
    said = {name: value for name, value in (ANNA | changes).items() if value is not None}
    return persoon(betrokkene(**said), gemeld)


@pytest.mark.parametrize(
    ("why", "een", "ander", "verdict"),
    [
        ("a BSN is certain", {"bsn": BSN}, {"bsn": BSN}, ZEKER),
        ("a BSN is certain, also after marriage and a move",
         {"bsn": BSN}, {"bsn": BSN, "geslachtsnaam": "Smit", "adres": ELSEWHERE}, ZEKER),
        ("a valid BSN whose name and birth date both contradict is likely",
         {"bsn": BSN}, {"bsn": BSN, "voornamen": "Bas", "geboortedatum": "20150101"}, LIKELY),
        ("of a BSN with another name alone: certain",
         {"bsn": BSN}, {"bsn": BSN, "voornamen": "Bas"}, ZEKER),
        ("of a BSN with another birth date alone: certain",
         {"bsn": BSN}, {"bsn": BSN, "geboortedatum": "20150101"}, ZEKER),
        ("two BSNs are two persons: twins",
         {"bsn": BSN}, {"bsn": OTHER_BSN, "voornamen": "Anne"}, NOT),
        ("two BSNs and all else equal: one is wrong, says a person",
         {"bsn": BSN}, {"bsn": OTHER_BSN}, LIKELY),
        ("else name, birth date and address", {"bsn": BSN}, {}, ZEKER),
        ("tolerant of spelling", {}, {"geslachtsnaam": "Janssen"}, ZEKER),
        ("tolerant of diacritics",
         {"geslachtsnaam": "Öztürk"}, {"geslachtsnaam": "OZTURK"}, ZEKER),
        ("somebody who moved is asked about", {}, {"adres": ELSEWHERE}, LIKELY),
        ("no address on one side, all else spelt the same", {}, {"adres": None}, ZEKER),
        ("no address, and a birth date that is an estimate",
         {"geboortedatum": "19870101"}, {"geboortedatum": "19870101", "adres": None}, LIKELY),
        ("another name and nothing else", {}, {"voornamen": "Bas", "geslachtsnaam": "Smit"}, NOT),
        ("voorvoegsel is its own field: in the name or out of it",
         {"geslachtsnaam": "Berg", "voorvoegsel": "van den"}, {"geslachtsnaam": "van den Berg"}, ZEKER),
        ("voorvoegsel behind the name",
         {"geslachtsnaam": "Vries, de"}, {"geslachtsnaam": "De Vries"}, ZEKER),
        ("the birth name is a name of the person",
         {"geslachtsnaam": "Smit-Jansen"}, {}, ZEKER),
        ("a double name is both names",
         {"geslachtsnaam": "Smit-de Groot"}, {"geslachtsnaam": "de Groot - Kok"}, ZEKER),
        ("a partner's name", {"geslachtsnaam": "Jansen e/v Smit"}, {"geslachtsnaam": "Smit"}, ZEKER),
        ("a partner's name taken, at the same address", {}, {"geslachtsnaam": "Bakker"}, LIKELY),
        ("a partner's name taken, elsewhere: too many share a day and a name",
         {}, {"geslachtsnaam": "Bakker", "adres": ELSEWHERE}, NOT),
        ("initials match first names", {}, {"voornamen": None, "voorletters": "A.M."}, LIKELY),
        ("other initials do not, elsewhere",
         {}, {"voornamen": None, "voorletters": "B.", "adres": ELSEWHERE}, NOT),
        ("twins with the same initials are asked about",
         {"voornamen": None, "voorletters": "T."}, {"voornamen": "Tim"}, LIKELY),
        ("a short form at the same address", {"voornamen": "Alexandra"}, {"voornamen": "Alex"}, ZEKER),
        ("partial: month and year", {}, {"geboortedatum": "19870400"}, LIKELY),
        ("partial: year", {}, {"geboortedatum": "19870000"}, LIKELY),
        ("partial and contradicting", {}, {"geboortedatum": "19880000"}, NOT),
        ("wholly unknown", {}, {"geboortedatum": "00000000"}, LIKELY),
        ("wholly unknown and moved",
         {}, {"geboortedatum": "00000000", "adres": ELSEWHERE}, NOT),
        ("day and month swapped", {}, {"geboortedatum": "19871204"}, LIKELY),
        ("one digit of the day", {}, {"geboortedatum": "19870413"}, LIKELY),
        ("a mother and a daughter of one name", {}, {"geboortedatum": "20170412"}, NOT),
        ("of another sex, with all else equal", {}, {"geslacht": Geslacht.MAN}, LIKELY),
        ("a secret address is no key",
         {"adres": HOME | {"geheim": True}, "geboortedatum": "00000000"}, {}, NOT),
        ("an unborn child is joined to itself by a person",
         {"geboortedatum": "99999999", "voornamen": None},
         {"geboortedatum": "99999999", "voornamen": None}, LIKELY),
        ("an unborn child is joined to the child born later by a person",
         {"geboortedatum": "99999999", "voornamen": None, "gemeld": "20260601"},
         {"geboortedatum": "20260913", "voornamen": "Bas"}, LIKELY),
        ("an unborn child, with its BSN of later",
         {"geboortedatum": "99999999", "voornamen": None, "gemeld": "20260601"},
         {"geboortedatum": "20260900", "bsn": BSN}, LIKELY),
        ("an unborn child is not a child born before",
         {"geboortedatum": "99999999", "voornamen": None, "gemeld": "20260601"},
         {"geboortedatum": "20240913", "voornamen": "Bas"}, NOT),
        ("nor one born long after",
         {"geboortedatum": "99999999", "voornamen": None, "gemeld": "20240601"},
         {"geboortedatum": "20260913", "voornamen": "Bas"}, NOT),
    ],
)  # fmt: skip
def test_the_domain_on_persons(
    why: str, een: dict[str, Any], ander: dict[str, Any], verdict: Zekerheid
) -> None:
    assert compare(person(**een), person(**ander)).zekerheid is verdict, why


def test_reasons_are_codes_and_hold_nothing_of_the_person() -> None:
    said = compare(person(), person(geslachtsnaam="Janssen", adres=ELSEWHERE)).redenen
    assert said == (
        "achternaam-bijna-gelijk", "voornaam-gelijk", "geboortedatum-gelijk", "adres-anders",
        "geslacht-gelijk",
    )  # fmt: skip


text = st.text(alphabet="aeijnsdtvkö-. A'", max_size=14)
dates = st.sampled_from(
    [None, "00000000", "99999999", "19870412", "19871204", "19870400", "20170000", "20260913"]
)
mentions = st.builds(
    lambda bsn, first, letters, last, born, sex, at: persoon(
        betrokkene(
            bsn=bsn, voornamen=first, voorletters=letters, geslachtsnaam=last, geboortedatum=born,
            geslacht=sex, adres=at,
        ),
        "20260601",
    ),
    st.sampled_from([None, BSN, OTHER_BSN]), st.none() | text, st.none() | text, st.none() | text,
    dates, st.sampled_from(Geslacht), st.sampled_from([None, HOME, ELSEWHERE]),
)  # fmt: skip


@given(mentions, mentions)
def test_it_makes_no_difference_who_came_first(een: Persoon, ander: Persoon) -> None:
    assert compare(een, ander) == compare(ander, een)


@given(mentions, mentions)
def test_two_bsns_are_never_certain_and_one_never_different(een: Persoon, ander: Persoon) -> None:
    if een.bsn and ander.bsn and not (een.ongeboren or ander.ongeboren):
        verdict = compare(een, ander).zekerheid
        assert verdict is not (Zekerheid.ANDERS if een.bsn == ander.bsn else Zekerheid.ZEKER)


@given(mentions, mentions)
def test_an_unborn_child_is_never_joined_without_a_person(een: Persoon, ander: Persoon) -> None:
    if een.ongeboren or ander.ongeboren:
        assert compare(een, ander).zekerheid is not Zekerheid.ZEKER


@given(mentions)
def test_who_is_known_well_enough_is_themselves(een: Persoon) -> None:
    if een.bsn is not None and not een.ongeboren:
        assert compare(een, een).zekerheid is Zekerheid.ZEKER
    if een.bsn is None and een.adres is None and een.geboren is None:
        assert compare(een, een) == ANDERS


@given(dates, dates)
def test_birth_dates_are_symmetric(een: str | None, ander: str | None) -> None:
    assert birth_dates(een, ander) is birth_dates(ander, een)


@pytest.mark.parametrize(
    ("een", "ander"),
    [
        ("Janssen", "Jansen"), ("Meijer", "Meyer"), ("Visser", "Fisser"), ("Bakker", "Backer"),
    ],
)  # fmt: skip
def test_what_sounds_alike_has_one_key(een: str, ander: str) -> None:
    assert surname(een).codes == surname(ander).codes


def test_names_in_their_parts() -> None:
    assert surname("Jansen e/v van der Meer").parts == ("jansen", "meer")
    assert surname("De").parts == ("de",)
    assert surname("").parts == ()
    assert first_names("J. Anna").names == ("anna",)
    assert first_names("J.P.").code is None
    assert (initials("J.P."), initials("JP"), initials("Jan Piet"), initials("Th.")) == (
        "jp", "jp", "jp", "t",
    )  # fmt: skip
    assert sound("") == ""


def test_the_keys_of_a_person_are_few() -> None:
    found = keys([betrokkene(bsn=BSN, **ANNA)])
    assert [key[0] for key in found] == ["b", "h", "s", "j"]
    married = keys([betrokkene(**ANNA | {"geslachtsnaam": "Smit-Jansen"})])
    assert set(found) - {f"b{BSN}"} < set(married)


def test_keys_that_lie_near_share_the_upper_half_of_their_number() -> None:
    def numbers(values: Sequence[str]) -> list[int]:
        return VAULT.numbers(values)

    several = hashed(keys([betrokkene(bsn=BSN, **ANNA)]), numbers)
    assert len(set(several)) == 4
    assert several[2] >> 32 == several[3] >> 32
    assert len({number >> 32 for number in several}) == 3
    assert all(-(2**63) <= number < 2**63 for number in several)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"geslachtsnaam": "Jansen", "voornamen": "Anna"},
        {"geslachtsnaam": "Jansen", "voornamen": "Anna", "geboortedatum": "00000000"},
        {"geslachtsnaam": "Jansen", "voornamen": "Anna", "geboortedatum": "99999999"},
        {"adres": {"postcode": "6211AB"}},
        {"adres": {"huisnummer": "12"}},
        {"adres": {"postcode": "6211AB", "huisnummer": "onbekend"}},
        {"adres": HOME | {"geheim": True}},
    ],
)
def test_what_is_no_key(said: dict[str, Any]) -> None:
    assert keys([betrokkene(**said)]) == {}


def test_one_household_however_it_is_written() -> None:
    written = [betrokkene(adres=HOME | {"huisnummer": nr}) for nr in ("12 a", "12A", "12-a")]
    assert len(keys(written)) == 1
