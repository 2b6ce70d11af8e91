"""Known families: another melding with the same key that is about HG or KM, or undecided."""

from __future__ import annotations

from uuid import UUID

import pytest
from triage.domain.facts import Familie
from triage.domain.families import Asked, Families, Found
from triage.translate import KEY_BYTES, family_keys
from vt_contracts.codes import Antwoord, Rol
from vt_contracts.melding import Adres, Betrokkene

ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
KEY, OTHER = b"k" * KEY_BYTES, b"o" * KEY_BYTES


def digest(value: str) -> bytes:
    return value.encode().ljust(32, b".") + b"!"


def keys(*betrokkenen: Betrokkene) -> tuple[bytes, ...]:
    return family_keys(betrokkenen, lambda value: value.encode().ljust(KEY_BYTES, b"."))


def person(bsn: str | None = None, **adres: object) -> Betrokkene:
    return Betrokkene(rol=Rol.KIND, bsn=bsn, adres=Adres.model_validate(adres) if adres else None)


@pytest.mark.parametrize(
    ("answers", "familie"),
    [
        ([None], Familie.NIET_BEKEND),
        ([Antwoord.ONBEKEND], Familie.BEKEND_ONBESLIST),
        ([Antwoord.JA], Familie.BEKEND_MET_HGKM),
        ([Antwoord.ONBEKEND, Antwoord.JA], Familie.BEKEND_MET_HGKM),
        ([], Familie.NIET_NA_TE_GAAN),
    ],
)
def test_what_is_stored(answers: list[Antwoord | None], familie: Familie) -> None:
    asked = [bytes([i]) for i in range(len(answers))]
    found = {Asked(k, ONE): Found(1, a) for k, a in zip(asked, answers, strict=True)}
    assert Families(found).known(ONE, asked) is familie


def test_the_second_of_a_family_in_one_batch_is_known() -> None:
    families = Families({})
    assert families.known(ONE, [KEY]) is Familie.NIET_BEKEND
    families.add(ONE, [KEY], Antwoord.JA)
    assert families.known(TWO, [OTHER, KEY]) is Familie.BEKEND_MET_HGKM
    assert families.known(THREE, [OTHER]) is Familie.NIET_BEKEND


def test_a_melding_does_not_make_itself_known() -> None:
    families = Families({Asked(KEY, ONE): Found(3, None)})
    families.add(ONE, [KEY], Antwoord.JA)
    assert families.known(ONE, [KEY]) is Familie.NIET_BEKEND


def test_a_melding_that_is_not_about_hgkm_makes_no_family_known() -> None:
    families = Families({})
    families.add(ONE, [KEY], Antwoord.NEE)
    assert families.added == []


def test_rows_are_numbered_on_from_what_is_stored() -> None:
    families = Families({Asked(KEY, ONE): Found(7, None), Asked(KEY, TWO): Found(7, None)})
    families.add(TWO, [OTHER, KEY], Antwoord.JA)
    families.add(ONE, [KEY], Antwoord.ONBEKEND)
    assert [(r.sleutel, r.volgnummer, r.melding_id) for r in families.added] == [
        (KEY, 8, TWO),
        (KEY, 9, ONE),
        (OTHER, 1, TWO),
    ]


def test_one_household_however_it_is_written() -> None:
    written = [
        person(postcode="6211AB", huisnummer=huisnummer) for huisnummer in ("12 a", "12A", "12-a")
    ]
    assert len(keys(*written)) == 1


def test_keys_are_short_and_of_bsn_and_household() -> None:
    found = family_keys([person("123456782", postcode="6211AB", huisnummer="12")], digest)
    assert len(found) == 2
    assert {len(key) for key in found} == {KEY_BYTES}


@pytest.mark.parametrize(
    "betrokkene",
    [
        person(),
        person(postcode="6211AB"),
        person(huisnummer="12"),
        person(postcode="6211AB", huisnummer="onbekend"),
        person(postcode="6211AB", huisnummer="12", geheim=True),
    ],
)
def test_what_is_no_key(betrokkene: Betrokkene) -> None:
    assert keys(betrokkene) == ()
