"""The file with closing days: what it may hold, and every fault named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from triage.sluitingsdagen import SluitingsdagenError, load, parse


def test_dates_with_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "sluitingsdagen"
    file.write_text("# brugdagen\n2026-05-15  # na Hemelvaart\n\n2026-12-24\n")
    assert load(file).closed == {date(2026, 5, 15), date(2026, 12, 24)}


def test_every_fault_is_named() -> None:
    with pytest.raises(SluitingsdagenError) as caught:
        parse("2026-05-15\n15-05-2026\n2026-13-01\n")
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["regel 2", "regel 3"]
