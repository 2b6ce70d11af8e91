"""Several versions in one folder: the one of the day decides, a future one is judged on load."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from triage.domain.regelsets import NoRegelsetError
from triage.ruleset import FOLDER, STANDARD, RegelsetError, load_versions

TEXT = STANDARD.read_text(encoding="utf-8")


def version(folder: Path, versie: str, since: str, text: str = TEXT) -> None:
    text = text.replace('"2026-1"', f'"{versie}"').replace("= 2026-01-01", f"= {since}")
    (folder / f"{versie}.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "versie"),
    [
        (date(2026, 1, 1), "een"),
        (date(2026, 6, 30), "een"),
        (date(2026, 7, 1), "twee"),
        (date(2027, 1, 1), "drie"),
    ],
)
def test_the_version_of_the_day_decides(tmp_path: Path, day: date, versie: str) -> None:
    version(tmp_path, "drie", "2027-01-01")
    version(tmp_path, "een", "2026-01-01")
    version(tmp_path, "twee", "2026-07-01")
    assert load_versions(tmp_path, day).on(day).versie == versie


def test_the_day_begins_in_amsterdam(tmp_path: Path) -> None:
    version(tmp_path, "een", "2026-01-01")
    version(tmp_path, "twee", "2026-07-01")
    found = load_versions(tmp_path)
    assert found.in_use(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)).versie == "een"
    assert found.in_use(datetime(2026, 6, 30, 22, 0, tzinfo=UTC)).versie == "twee"
    with pytest.raises(NoRegelsetError):
        found.on(date(2025, 12, 31))


def test_a_future_version_with_a_fault_stops_the_start(tmp_path: Path) -> None:
    version(tmp_path, "een", "2026-01-01")
    version(tmp_path, "later", "2030-01-01", TEXT.replace('is = "acuut"', 'is = "acuter"', 1))
    with pytest.raises(RegelsetError, match=r"later\.toml: regel 1"):
        load_versions(tmp_path, date(2026, 2, 1))


def test_two_of_one_name_or_day_and_none_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RegelsetError, match="geen enkele versie"):
        load_versions(tmp_path, date(2026, 2, 1))
    version(tmp_path, "een", "2026-01-01")
    (tmp_path / "kopie.toml").write_text((tmp_path / "een.toml").read_text())
    with pytest.raises(RegelsetError) as refused:
        load_versions(tmp_path)
    assert len(refused.value.faults) == 2


def test_the_rules_that_come_with_triage_are_sound() -> None:
    assert load_versions(FOLDER, date(2026, 1, 1)).all()
