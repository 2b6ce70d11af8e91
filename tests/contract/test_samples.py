"""Every sample that was ever written still parses, means the same, and fits its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from vt_contracts import CONTRACTS
from vt_contracts.schema_files import schema_file_name, schema_text
from vt_contracts.values import bsn_fault

FOLDER = Path(__file__).parent / "samples"
SAMPLES = sorted(FOLDER.glob("*/*.json"))


def ce_type(sample: Path) -> str:
    return f"nl.veiligthuis.{sample.parent.name}"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_sample_still_parses_and_means_the_same(sample: Path) -> None:
    text = sample.read_bytes()
    event = CONTRACTS[ce_type(sample)].model_validate_json(text)
    assert json.loads(event.model_dump_json(exclude_unset=True)) == json.loads(text)
    assert type(event).model_validate_json(event.model_dump_json()) == event


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_sample_fits_the_published_schema(sample: Path) -> None:
    schema: dict[str, Any] = json.loads(schema_text(ce_type(sample)))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(json.loads(sample.read_bytes()))) == []


def test_each_contract_has_a_sample() -> None:
    folders = {schema_file_name(kind).removesuffix(".json") for kind in CONTRACTS}
    assert {path.parent.name for path in SAMPLES} == folders


def test_a_sample_that_no_longer_parses_is_noticed() -> None:
    sample = json.loads((FOLDER / "overdracht.gestart.v1/eerste-gesprek.json").read_bytes())
    sample["gestartDoor"] = "iemand"
    with pytest.raises(ValueError, match="gestartDoor"):
        CONTRACTS["nl.veiligthuis.overdracht.gestart.v1"].model_validate(sample)


def test_samples_hold_test_numbers_only() -> None:
    # 111222333 and the like are given out to nobody; a real one must never land here.
    allowed = {"111222333", "999999999", "123456789"}
    for sample in SAMPLES:
        for key, value in pairs(json.loads(sample.read_bytes())):
            if key in ("bsn", "bsnOpgegeven"):
                assert value in allowed or bsn_fault(value) is not None


def pairs(value: Any) -> list[tuple[str, Any]]:
    """All keys with their values, at any depth."""
    if isinstance(value, list):
        return [pair for each in value for pair in pairs(each)]
    if isinstance(value, dict):
        return [*value.items(), *(pair for each in value.values() for pair in pairs(each))]
    return []
