"""Patterns: words in an order, near each other, in one sentence or in one text.

A pattern is written as people read it. `a b` is b after a with at most one word between; `a .. b`
at most eight; `a & b` in one sentence in any order; `a && b` anywhere in the text. Each part is a
word (`mes`, `*mes`, `wurg*`), several (`mes|bijl`), or a group of the word list (`<partner>`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from intake.vrije_tekst.woorden import Text

NEAR = 1
FAR = 8
"""How many words may stand between two parts."""

Places = Mapping[int, list[int]]
"""For each element that occurs in a text, where."""


class Span(NamedTuple):
    """From the first to the last word of what was found, both included."""

    first: int
    last: int


class Step(NamedTuple):
    """The next element, with at most `gap` words before it."""

    element: int
    gap: int


Sequence = tuple[Step, ...]


class Pattern(NamedTuple):
    """`parts` must all occur in the text; within a part all sequences in one sentence."""

    written: str
    parts: tuple[tuple[Sequence, ...], ...]
    anchor: int

    @property
    def elements(self) -> frozenset[int]:
        return frozenset(s.element for part in self.parts for seq in part for s in seq)


def find(pattern: Pattern, places: Places, text: Text) -> list[Span]:
    """Where a pattern is found: the spans of its first part; none when any part lacks."""
    first: list[Span] = []
    for number, part in enumerate(pattern.parts):
        spans = _in_one_sentence(part, places, text)
        if not spans:
            return []
        if number == 0:
            first = spans
    return first


def _in_one_sentence(part: tuple[Sequence, ...], places: Places, text: Text) -> list[Span]:
    spans = _runs(part[0], places, text)
    for sequence in part[1:]:
        others = {text.sentences[span.first] for span in _runs(sequence, places, text)}
        spans = [span for span in spans if text.sentences[span.first] in others]
    return spans


def _runs(sequence: Sequence, places: Places, text: Text) -> list[Span]:
    sentences = text.sentences
    runs = [Span(at, at) for at in places.get(sequence[0].element, ())]
    for step in sequence[1:]:
        positions = places.get(step.element, [])
        longer: list[Span] = []
        for first, last in runs:
            index = bisect_right(positions, last)
            if index < len(positions):
                at = positions[index]
                if at - last <= step.gap + 1 and sentences[at] == sentences[last]:
                    longer.append(Span(first, at))
        runs = longer
    return runs
