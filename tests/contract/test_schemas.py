"""A released schema never changes: the committed files are exactly what the contracts say."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel
from vt_contracts import CONTRACTS, schema_files
from vt_contracts.contract import contract
from vt_contracts.events.overdracht import OverdrachtGestartV1


def differences(folder: Path) -> list[str]:
    """What is wrong with the committed schemas: missing, changed, or of no contract any more."""
    wanted = {schema_files.schema_file_name(kind): kind for kind in CONTRACTS}
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    missing = [f"{name} is missing" for name in wanted.keys() - found.keys()]
    orphans = [f"{name} has no contract" for name in found.keys() - wanted.keys()]
    changed = [
        f"{name} changed"
        for name in wanted.keys() & found.keys()
        if found[name] != schema_files.schema_text(wanted[name])
    ]
    return sorted(missing + orphans + changed)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A folder with every schema as it is now."""
    schema_files.write_new(tmp_path)
    return tmp_path


def test_committed_schemas_equal_the_contracts() -> None:
    assert differences(schema_files.FOLDER) == [], (
        "a released schema changed or was never committed; a change needs a new version of the "
        "event, a new event needs: python -m vt_contracts.schema_files"
    )


def test_written_schemas_are_complete(released: Path) -> None:
    assert differences(released) == []
    assert len(list(released.glob("*.json"))) == len(CONTRACTS)


def test_a_changed_contract_is_noticed(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Changed(OverdrachtGestartV1):
        door: str

    kind = OverdrachtGestartV1.contract_type  # type: ignore[attr-defined]
    monkeypatch.setitem(CONTRACTS, kind, Changed)
    assert differences(released) == ["overdracht.gestart.v1.json changed"]


def test_a_loosened_field_is_noticed(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Loosened(OverdrachtGestartV1):
        zaaknummer: str | None = None  # type: ignore[assignment]

    kind = OverdrachtGestartV1.contract_type  # type: ignore[attr-defined]
    monkeypatch.setitem(CONTRACTS, kind, Loosened)
    assert differences(released) == ["overdracht.gestart.v1.json changed"]


def test_a_deleted_file_is_noticed(released: Path) -> None:
    (released / "melding.status.v1.json").unlink()
    assert differences(released) == ["melding.status.v1.json is missing"]


def test_a_deleted_contract_is_noticed(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CONTRACTS, "nl.veiligthuis.melding.status.v1")
    assert differences(released) == ["melding.status.v1.json has no contract"]


def test_writing_again_never_touches_a_released_file(released: Path) -> None:
    file = released / "melding.status.v1.json"
    file.write_text("{}")
    assert schema_files.write_new(released) == []
    assert file.read_text() == "{}"


def test_a_version_is_released_once() -> None:
    class Again(BaseModel):
        pass

    with pytest.raises(ValueError, match="already released by MeldingStatusV1"):
        contract("melding.status", 1)(Again)
