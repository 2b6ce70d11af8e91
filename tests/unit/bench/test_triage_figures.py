"""The bounds on free text hold on the half that rules are made from; the other half is not read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def bench_triage() -> object:
    sys.path.insert(0, str(ROOT))
    try:
        from bench import triage_figures
    finally:
        sys.path.remove(str(ROOT))
    return triage_figures


def test_the_bounds_hold_on_the_half_that_rules_are_made_from(bench_triage: object) -> None:
    half = bench_triage.figures(bench_triage.rows("ontwikkeling"), bench_triage.reader())  # type: ignore[attr-defined]
    assert half.unmet == []
    assert half.precision_certain >= 0.9


def test_a_reader_that_sees_nothing_does_not_meet_them(bench_triage: object) -> None:
    from intake.domain.urgentie import GEEN_TEKST

    rows = bench_triage.rows("ontwikkeling")  # type: ignore[attr-defined]
    blind = bench_triage.figures(rows, lambda text: GEEN_TEKST)  # type: ignore[attr-defined]
    assert blind.recall_filled == 1.0
    assert blind.recall_noticed == 0.0
    assert blind.unmet == ["text alone: acute or asked below 0.98"]
