"""The figures of `make bench-linking`, small: what the issue asks of linking holds."""

from __future__ import annotations

from bench.linking import Figures, recognise


def test_few_errors_little_work_and_most_are_found() -> None:
    figures = recognise(4000, seed=1)
    assert figures.mentions == 800
    assert figures.faults() == []


def test_a_bound_that_fails_is_named() -> None:
    poor = Figures(
        mentions=100, of_known=70, links=100, right_links=99, work=30, right_work=5, found=60
    )
    assert len(poor.faults()) == 4
