"""Partial birth dates: which are possible, and the youngest age they can mean."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vt_contracts.values import geboortedatum_fault, youngest_birth_date

BORN = st.dates(date(1850, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("value", "youngest"),
    [
        ("20190314", date(2019, 3, 14)),
        ("20190300", date(2019, 3, 31)),
        ("20190200", date(2019, 2, 28)),
        ("20240200", date(2024, 2, 29)),
        ("20190400", date(2019, 4, 30)),
        ("20191200", date(2019, 12, 31)),
        ("20190000", date(2019, 12, 31)),
        ("18500101", date(1850, 1, 1)),
        ("20240229", date(2024, 2, 29)),
        ("00000000", None),
        ("99999999", None),
        # The last year that a calendar of four digits has.
        ("99980000", date(9998, 12, 31)),
        ("99990000", date(9999, 12, 31)),
        ("99991200", date(9999, 12, 31)),
    ],
)
def test_youngest(value: str, youngest: date | None) -> None:
    assert geboortedatum_fault(value) is None
    assert youngest_birth_date(value) == youngest


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "acht cijfers"),
        ("2019", "acht cijfers"),
        ("2019-3-1", "acht cijfers"),
        ("14032019x", "acht cijfers"),
        ("٢٠١٩٠٣١٤", "acht cijfers"),
        ("20190314\n", "acht cijfers"),
        ("18491231", "voor 1850"),
        ("00000101", "voor 1850"),
        ("20190014", "dag zonder maand"),
        ("20191314", "maand bestaat niet"),
        ("20191300", "maand bestaat niet"),
        ("20190230", "dag bestaat niet"),
        ("20190229", "dag bestaat niet"),
        ("20190431", "dag bestaat niet"),
        ("20190399", "dag bestaat niet"),
    ],
)
def test_impossible(value: str, reason: str) -> None:
    assert reason in (geboortedatum_fault(value) or "")


@given(BORN)
def test_a_partial_date_never_makes_anybody_older(born: date) -> None:
    for value in (f"{born:%Y%m%d}", f"{born:%Y%m}00", f"{born:%Y}0000"):
        youngest = youngest_birth_date(value)
        assert geboortedatum_fault(value) is None
        assert youngest is not None
        assert youngest >= born
        assert youngest - born < timedelta(days=366)


@given(st.text("0123456789", min_size=8, max_size=8))
def test_what_is_possible_has_a_youngest_and_never_an_error(value: str) -> None:
    if geboortedatum_fault(value) is None:
        known = value not in ("00000000", "99999999")
        assert (youngest_birth_date(value) is not None) is known
    else:
        assert re.search("[a-z]", geboortedatum_fault(value) or "")
