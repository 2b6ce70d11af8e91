"""The elfproef, held against an independent implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from stdnum.nl import bsn as independent
from vt_contracts.values import BSN_ONBEKEND, BSN_ONGEBOREN, Bsn, bsn_fault

nine_digits = st.text("0123456789", min_size=9, max_size=9)


@given(nine_digits)
def test_agrees_with_stdnum_on_nine_digits(value: str) -> None:
    if value not in (BSN_ONBEKEND, BSN_ONGEBOREN):
        assert (bsn_fault(value) is None) == independent.is_valid(value)


@given(st.integers(0, 99_999_999))
def test_agrees_with_stdnum_on_numbers_that_pass(stem: int) -> None:
    digits = f"{stem:08d}"
    weighed = sum(int(d) * w for d, w in zip(digits, range(9, 1, -1), strict=True)) % 11
    if weighed < 10:
        value = f"{digits}{weighed}"
        assert independent.is_valid(value) or value == BSN_ONBEKEND
        assert (bsn_fault(value) is None) == (value != BSN_ONBEKEND)


@given(nine_digits, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(value: str, place: int, step: int) -> None:
    if bsn_fault(value) is None:
        wrong = str((int(value[place]) + step) % 10)
        assert bsn_fault(value[:place] + wrong + value[place + 1 :]) is not None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1",
        "12345678",
        # Eight digits that pass once stdnum has put a nought before them.
        "10000008",
        "1112223330",
        " 111222333",
        "111222333 ",
        "111222333\n",
        "111.222.333",
        "11122233x",
        "-11222333",
        "١١١٢٢٢٣٣٣",
        "１１１２２２３３３",
        "²²²²²²²²²",
    ],
)
def test_only_exactly_nine_ascii_digits(value: str) -> None:
    assert bsn_fault(value) == "een BSN heeft precies negen cijfers"


def test_stdnum_alone_would_have_let_a_short_one_pass() -> None:
    assert independent.is_valid("10000008")
    assert bsn_fault("10000008") is not None


@given(st.text(max_size=20))
def test_any_text_gets_an_answer_that_does_not_repeat_it(value: str) -> None:
    fault = bsn_fault(value)
    if fault is not None and len(value) > 1 and value not in (BSN_ONBEKEND, BSN_ONGEBOREN):
        assert value not in fault or value in "een BSN heeft precies negen cijfers"


@pytest.mark.parametrize("value", [BSN_ONBEKEND, BSN_ONGEBOREN])
def test_codes_for_unknown_and_unborn_are_no_key(value: str) -> None:
    assert "betekent" in (bsn_fault(value) or "")
    with pytest.raises(ValidationError):
        TypeAdapter(Bsn).validate_python(value)


def test_a_good_one_passes_unchanged() -> None:
    assert TypeAdapter(Bsn).validate_python("111222333") == "111222333"
