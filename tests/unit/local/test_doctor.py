"""Every finding that is not in order says what to do."""

from __future__ import annotations

import pytest
from vt_local import doctor
from vt_local.doctor import Verdict, examine
from vt_local.folders import DataFolder


@pytest.fixture
def findings(tmp_path, monkeypatch):
    monkeypatch.setenv("VT_CACHE", str(tmp_path / "cache"))

    def look():
        return {each.what: each for each in examine(DataFolder(tmp_path / "data"))}

    return look


def test_a_fresh_machine_is_told_what_will_be_fetched(findings):
    kafka = findings()["Kafka"]
    assert kafka.verdict is Verdict.NOTE
    assert "vt up" in kafka.remedy


def test_nothing_is_made_by_looking(findings, tmp_path):
    findings()
    assert list(tmp_path.iterdir()) == []


def test_the_engines_run(findings):
    found = findings()
    assert found["Java"].verdict is Verdict.GOOD
    assert found["PostgreSQL"].seen.startswith("postgres (PostgreSQL) 18")


def test_a_want_comes_with_a_remedy(findings, monkeypatch):
    monkeypatch.setattr(doctor, "_DISK_NEEDED", 2**60)
    monkeypatch.setattr(doctor, "_MEMORY_NEEDED", 2**60)
    monkeypatch.setattr(doctor, "SERVICES", ("bestaat_niet",))
    found = findings()
    missing = [each for each in found.values() if each.verdict is Verdict.MISSING]
    assert {"Geheugen", "Diensten", "Schijfruimte cachemap"} <= {each.what for each in missing}
    assert all(each.remedy for each in missing)
