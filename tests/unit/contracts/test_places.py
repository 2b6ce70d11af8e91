"""Postcodes and gemeente codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from vt_contracts.parties import GEMEENTEN, PARTIES
from vt_contracts.values import (
    Gemeentecode,
    Postcode,
    gemeentecode_fault,
    normal_postcode,
    postcode_fault,
)


@pytest.mark.parametrize("value", ["6211AB", "6211 AB", "6211ab", " 6211 ab ", "1000AA", "9999ZZ"])
def test_a_postcode_is_read_as_people_write_it(value: str) -> None:
    assert postcode_fault(value) is None
    normal = value.replace(" ", "").upper()
    assert TypeAdapter(Postcode).validate_python(value) == normal


@pytest.mark.parametrize(
    "value",
    [
        "", "6211", "0211AB", "6211A", "6211ABC", "6211  AB", "62 11AB", "6211-AB", "AB6211",
        "6211A1", "６２１１AB", "6211ÀB", "6211SA", "6211 SD", "6211ss", "6211AB\x00", "ß211AB",
        "6211ŉ",
    ],
)  # fmt: skip
def test_no_postcode(value: str) -> None:
    assert postcode_fault(value) is not None
    with pytest.raises(ValidationError):
        TypeAdapter(Postcode).validate_python(value)


@pytest.mark.parametrize("gap", ["\t", "\n", "\x0b", "\xa0", "\u2009"])
def test_other_white_space_is_never_kept(gap: str) -> None:
    value = f"6211{gap}AB"
    assert postcode_fault(value) is not None or normal_postcode(value) == "6211AB"


@given(st.text(max_size=12))
def test_a_postcode_is_normal_after_being_normal(value: str) -> None:
    if postcode_fault(value) is None:
        normal = normal_postcode(value)
        assert len(normal) == 6
        assert postcode_fault(normal) is None
        assert normal_postcode(normal) == normal


@pytest.mark.parametrize("value", ["GM0935", "GM0000", "GM9999"])
def test_form_of_a_gemeente_code(value: str) -> None:
    assert gemeentecode_fault(value) is None
    assert TypeAdapter(Gemeentecode).validate_python(value) == value


@pytest.mark.parametrize("value", ["", "0935", "gm0935", "GM935", "GM09350", "GM09３5", " GM0935"])
def test_no_gemeente_code(value: str) -> None:
    assert gemeentecode_fault(value) is not None


def test_zuid_limburg_has_its_sixteen_gemeenten() -> None:
    assert GEMEENTEN == {
        "GM0888": "Beek", "GM1954": "Beekdaelen", "GM0899": "Brunssum",
        "GM1903": "Eijsden-Margraten", "GM1729": "Gulpen-Wittem", "GM0917": "Heerlen",
        "GM0928": "Kerkrade", "GM0882": "Landgraaf", "GM0935": "Maastricht", "GM0938": "Meerssen",
        "GM0965": "Simpelveld", "GM1883": "Sittard-Geleen", "GM0971": "Stein", "GM0981": "Vaals",
        "GM0994": "Valkenburg aan de Geul", "GM0986": "Voerendaal",
    }  # fmt: skip
    assert all(gemeentecode_fault(code) is None for code in GEMEENTEN)
    assert set(PARTIES) == {code.lower() for code in GEMEENTEN}
