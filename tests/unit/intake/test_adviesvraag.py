"""An advice says nothing of a family: what looks like a BSN is refused, dates and telephones are not."""

from __future__ import annotations

import pytest
from intake.domain.adviesvraag import family_data_fault
from intake.domain.nummers import adviesnummer
from stdnum.iso7064 import mod_11_10


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        pytest.param("Praat met de ouders en leg uit wat u ziet.", False, id="words"),
        pytest.param("111222333", True, id="a BSN"),
        pytest.param("Het gaat om 111222333.", True, id="a BSN in a sentence"),
        pytest.param("BSN:123456789", True, id="nine digits that fail the elfproef"),
        pytest.param("1112.22.333", True, id="a BSN with points"),
        pytest.param("111 222 333", True, id="a BSN with spaces"),
        pytest.param("1-1-1-2-2-2-3-3-3", True, id="a BSN with dashes"),
        pytest.param("Bel 0800-2000 of 043-1234567.", False, id="telephones"),
        pytest.param("Bel 0612345678.", False, id="ten digits"),
        pytest.param("Op 24-11-2026 9 uur", False, id="a date and a time"),
        pytest.param("12345678", False, id="eight digits"),
    ],
)
def test_what_looks_like_a_bsn(text: str, refused: bool) -> None:
    assert (family_data_fault(text) is not None) == refused


def test_the_number_of_an_adviesvraag_is_no_meldingsnummer_and_has_a_check_digit() -> None:
    number = adviesnummer(2026, 123)
    assert number.startswith("AV-2026-0000123-")
    assert mod_11_10.is_valid(number.removeprefix("AV-").replace("-", ""))
