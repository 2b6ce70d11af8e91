"""The net under the word list: groups with weights, learned from labelled meldingen.

In one sentence for an inspector: every group of two to five letters, every word and every two words
in a row have a weight that says how much more often they stand in acute than in other texts of the
labelled sets, and when the weights of a text add up to more than the threshold, a person looks at
once. It never decides more.
The file with the weights is made by `bench/train_vangnet.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import sqrt
from pathlib import Path

STANDARD = Path(__file__).parent / "vangnet.tsv"
SHORTEST, LONGEST = 2, 5
LONGEST_WORD = 40
FEWEST_WORDS = 10
"""The net learned from texts of fifteen words and more: of a shorter one it can say nothing."""
KEPT_WORDS = 20_000
"""Words whose points are remembered, so that a word is worked out once."""
_DIGITS = re.compile(r"[0-9]+")


def letter_groups(word: str) -> set[str]:
    """The groups of a word and the word itself, its ends marked; any number is the same number."""
    marked = f" {_DIGITS.sub('0', word[:LONGEST_WORD])} "
    groups = {
        marked[at : at + size]
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(len(marked) - size + 1)
    }
    groups.add(marked)
    return groups


def word_pairs(words: Sequence[str]) -> set[tuple[str, str]]:
    """The different pairs of words that follow each other."""
    return set(pairwise(words))


class _Points(dict[str, tuple[float, int]]):
    """For each word the sum of its weights and the number of its groups."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        super().__init__()
        self._weights = weights

    def __missing__(self, word: str) -> tuple[float, int]:
        groups = letter_groups(word)
        points = (sum(self._weights.get(group, 0.0) for group in groups), len(groups))
        if len(self) >= KEPT_WORDS:
            self.clear()
        self[word] = points
        return points


class Vangnet:
    """Scores texts by their words; the more points, the more like an acute melding."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._points = _Points(weights)
        self._after: dict[str, dict[str, float]] = {}
        for group, weight in weights.items():
            one, space, other = group.partition(" ")
            if one and space and other:
                self._after.setdefault(one, {})[other] = weight

    def score(self, words: Sequence[str]) -> float:
        """The points of a text, made independent of its length; 0 for a few words only."""
        if len(words) < FEWEST_WORDS:
            return 0.0
        pairs = word_pairs(words)
        total, groups, after = 0.0, len(pairs), self._after
        for one, other in pairs:
            if (following := after.get(one)) is not None:
                total += following.get(other, 0.0)
        for points, count in map(self._points.__getitem__, set(words)):
            total += points
            groups += count
        return total / sqrt(groups)


def load(path: Path = STANDARD) -> Vangnet:
    """The net whose weights are in the file: a group, a tab and its weight on each line."""
    weights: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        group, weight = line.split("\t")
        weights[group] = float(weight)
    return Vangnet(weights)
