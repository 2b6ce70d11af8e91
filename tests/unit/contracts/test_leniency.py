"""Strict in form, lenient in detail: an odd detail never bounces a melding."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from vt_contracts.events.aanlevering import AanleveringPolitiemeldingV1
from vt_contracts.events.melding import MeldingStatusV1

DETAIL = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=40)


def police_melding(**betrokkene: Any) -> bytes:
    return json.dumps(
        {
            "betrokkenen": [{"rol": "kind", **betrokkene}],
            "incidentnummer": "PL-1",
            "wijkagent": {},
        }
    ).encode()


@given(DETAIL, DETAIL, DETAIL)
def test_odd_details_are_accepted_as_given(bsn: str, born: str, postcode: str) -> None:
    parsed = AanleveringPolitiemeldingV1.model_validate_json(
        police_melding(bsn=bsn, geboortedatum=born, adres={"postcode": postcode})
    )
    (betrokkene,) = parsed.betrokkenen
    assert betrokkene.bsn == bsn
    assert betrokkene.geboortedatum == born
    assert betrokkene.adres is not None
    assert betrokkene.adres.postcode == postcode


@pytest.mark.parametrize("wrong", ["a\x00b", "a\nb", "x" * 41])
def test_what_cannot_be_kept_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        AanleveringPolitiemeldingV1.model_validate_json(police_melding(bsn=wrong))


def test_a_partner_gets_no_unknown_field_past_us() -> None:
    with pytest.raises(ValidationError):
        AanleveringPolitiemeldingV1.model_validate_json(police_melding(haarkleur="rood"))


def test_our_own_events_may_grow() -> None:
    event = MeldingStatusV1.model_validate(
        {
            "meldingId": "019a6f0e-5a3c-7c1e-9f10-3b7d2a4c8e01",
            "nummer": "VT-2026-000123-7",
            "versie": 1,
            "schrijver": "intake",
            "moment": "ontvangen",
            "op": "2026-11-23T07:15:02Z",
            "urgentie": "hoog",
            "nieuwVeld": True,
        }
    )
    assert "nieuwVeld" not in event.model_dump_json()


def test_a_signal_not_given_is_unknown_and_never_no() -> None:
    parsed = AanleveringPolitiemeldingV1.model_validate_json(police_melding())
    assert {value.value for _, value in parsed.signalen} == {"onbekend"}
    assert parsed.huiselijk_geweld_of_kindermishandeling == "onbekend"


def test_values_cannot_be_changed_afterwards() -> None:
    parsed = AanleveringPolitiemeldingV1.model_validate_json(police_melding())
    with pytest.raises(ValidationError):
        parsed.incidentnummer = "PL-2"  # type: ignore[misc]
