"""What a sender is told of wrong input: every field at once, in Dutch, never the value."""

from __future__ import annotations

import json
import re
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from vt_contracts import CONTRACTS
from vt_contracts.cloudevents import findings
from vt_contracts.events.aanlevering import AanleveringPolitiemeldingV1
from vt_contracts.melding import Bevinding

MARK = "Geheim-4711-Jansen"
SMALLEST = {"betrokkenen": [{"rol": "kind"}], "incidentnummer": "PL-1", "wijkagent": {}}


def refused(model: type[BaseModel], content: Any) -> list[Bevinding]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(json.dumps(content))
    return findings(caught.value.errors())  # type: ignore[arg-type]


def test_every_wrong_field_is_named_at_once() -> None:
    found = refused(
        AanleveringPolitiemeldingV1,
        {
            "betrokkenen": [{"rol": "buurman", "geslacht": "X"}, {}],
            "wijkagent": {"email": "geen-adres"},
            "signalen": {"wapen": "misschien"},
            "gebeurtenisOp": "2026-11-22T20:40:00",
            "kleur": "blauw",
            "proefbericht": "misschien",
        },
    )
    assert {bevinding.veld for bevinding in found} == {
        "incidentnummer", "betrokkenen.0.rol", "betrokkenen.0.geslacht", "betrokkenen.1.rol",
        "wijkagent.email", "signalen.wapen", "gebeurtenisOp", "kleur", "proefbericht",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "veld", "tekst"),
    [
        ({"incidentnummer": None}, "incidentnummer", "moet tekst zijn"),
        ({"incidentnummer": ""}, "incidentnummer", "mag niet leeg zijn"),
        ({"incidentnummer": "x" * 101}, "incidentnummer", "ten hoogste 100 tekens"),
        ({"incidentnummer": "a b"}, "incidentnummer", "tekens die hier niet kunnen"),
        ({"toelichting": "a\x00b"}, "toelichting", "tekens die hier niet kunnen"),
        ({"betrokkenen": []}, "betrokkenen", "ten minste 1"),
        ({"betrokkenen": [{"rol": "kind"}] * 51}, "betrokkenen", "ten hoogste 50"),
        ({"betrokkenen": "x"}, "betrokkenen", "moet een lijst zijn"),
        ({"wijkagent": "x"}, "wijkagent", "moet een JSON-object zijn"),
        ({"proefbericht": None}, "proefbericht", "moet true of false zijn"),
        ({"gebeurtenisOp": "gisteren"}, "gebeurtenisOp", "geen tijdstip"),
        ({"gebeurtenisOp": "2026-11-22T20:40:00"}, "gebeurtenisOp", "moet een tijdzone hebben"),
        ({"aanleiding": ["10"]}, "aanleiding.0", "een van deze waarden"),
        ({"onbekend": 1}, "onbekend", "is een onbekend veld"),
    ],
)
def test_sentences_tell_a_person_what_to_mend(
    change: dict[str, Any], veld: str, tekst: str
) -> None:
    found = refused(AanleveringPolitiemeldingV1, {**SMALLEST, **change})
    assert [b.veld for b in found] == [veld]
    assert tekst in found[0].tekst


def test_broken_json_is_one_finding() -> None:
    with pytest.raises(ValidationError) as caught:
        AanleveringPolitiemeldingV1.model_validate_json(b"{" + MARK.encode())
    (found,) = findings(caught.value.errors())  # type: ignore[arg-type]
    assert (found.veld, found.tekst) == ("inhoud", "is geen geldige JSON")


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    if isinstance(value, dict):
        return [path, *(p for k, v in value.items() for p in places(v, (*path, k)))]
    if isinstance(value, list):
        return [path, *(p for i, v in enumerate(value) for p in places(v, (*path, i)))]
    return [path]


def planted(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = planted(copy[path[0]], path[1:], new)
    return copy


FULL = {
    **SMALLEST,
    "signalen": {"wapen": "ja"},
    "aanleiding": ["01"],
    "aard": ["03"],
    "toelichting": "t",
    "gebeurtenisOp": "2026-11-22T20:40:00Z",
    "betrokkenen": [{"rol": "kind", "bsn": "1", "adres": {"postcode": "6211AB", "geheim": True}}],
    "wijkagent": {"email": "a@b.nl", "naam": "n"},
    "voorselectie": "ernstig",
    "proefbericht": False,
}
WRONG: list[Any] = [
    MARK,
    MARK * 1_000,
    f"{MARK}\x00",
    [MARK],
    {"rol": MARK},
    [[MARK]],
    {"bsn": {"x": MARK}},
    471147114711,
    4711.5,
    None,
    True,
]


@pytest.mark.parametrize("path", places(FULL), ids=str)
def test_a_value_never_comes_back(path: tuple[Any, ...]) -> None:
    for wrong in WRONG:
        found = found_in(planted(FULL, path, wrong))
        assert not any("4711" in b.tekst or "4711" in b.veld for b in found)


@settings(max_examples=50)
@given(st.sampled_from(sorted(CONTRACTS)), st.dictionaries(st.text(max_size=30), st.text()))
def test_findings_of_any_contract_fit_a_log_line(kind: str, content: dict[str, str]) -> None:
    try:
        CONTRACTS[kind].model_validate(content)
    except ValidationError as error:
        for bevinding in findings(error.errors()):  # type: ignore[arg-type]
            assert re.fullmatch(r"[A-Za-z0-9._?-]{1,100}", bevinding.veld)
            assert bevinding.tekst.isprintable()


def test_no_wrong_value_lacks_a_sentence() -> None:
    without = {
        bevinding.tekst
        for wrong, path in product(WRONG, places(FULL))
        for bevinding in found_in(planted(FULL, path, wrong))
        if bevinding.tekst.startswith("is niet goed (")
    }
    assert without == set()


def found_in(content: Any) -> list[Bevinding]:
    try:
        AanleveringPolitiemeldingV1.model_validate_json(json.dumps(content))
    except ValidationError as error:
        return findings(error.errors())  # type: ignore[arg-type]
    return []
