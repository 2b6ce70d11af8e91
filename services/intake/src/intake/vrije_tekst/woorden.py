"""From text to words, and from a word to the elements of patterns that it belongs to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9]+")
_WORD_OR_STOP = re.compile(r"[a-z0-9]+|[.!?;\n]+|[,:]")
_PUNCTUATION = frozenset(".!?;\n,:")
_COMMA = frozenset(",:")
_ABBREVIATIONS = frozenset(
    {
        "mw", "dhr", "mevr", "hr", "mr", "mnd", "jr", "jrg", "wkn", "wk", "zo", "ma", "di", "wo",
        "do", "vr", "za", "ca", "tel", "nr", "evt", "bijv", "bv", "incl", "excl", "vh", "vd", "ivm",
        "ihkv", "mbt", "tbv", "obv", "oa", "ed", "enz", "str", "afd", "gem", "min", "max", "amb",
        "hosp", "dr", "drs", "ing", "afb", "art",
    }
)  # fmt: skip
"""After these a full stop ends no sentence; neither does it after a single letter."""
KEPT_WORDS = 20_000
"""Words that are remembered with their elements, so that a word is looked up once."""

_FOLDS = (("dt", "t"), ("sch", "sg"), ("ch", "g"), ("c", "k"), ("z", "s"), ("v", "f"), ("au", "ou"))
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
_SPELLINGS = {"z": "zs", "s": "sz", "v": "vf", "f": "fv", "c": "ck", "k": "kc"}
_MOST_SPELLINGS = 64


class Word(NamedTuple):
    """A word with a joker at either end: `mes`, `mes*`, `*mes`, `*mes*`; `core` has no joker."""

    core: str
    open_left: bool
    open_right: bool


def word(written: str) -> Word:
    """The word as a word list writes it."""
    return Word(written.strip("*"), written.startswith("*"), written.endswith("*"))


def normal(text: str) -> str:
    """Lower case without accents, so that `Café` and `cafe` are one word."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", text.lower())
    return "".join([c for c in split if not unicodedata.combining(c)])


def folded(core: str, *, ends: bool = True) -> str:
    """A word as it sounds: `vermoort` is `vermoord`, `heefd` is `heeft`, `gezegt` is `gezegd`."""
    for spelled, sounds in _FOLDS:
        core = core.replace(spelled, sounds)
    core = _DOUBLED.sub(r"\1", core)
    return f"{core[:-1]}t" if ends and core.endswith("d") else core


def spellings(core: str) -> set[str]:
    """How people may write the core of a word, for the first glance at a text."""
    found = {core, folded(core, ends=False), folded(core)}
    choices = [_SPELLINGS.get(letter, letter) for letter in core]
    found.update("".join(p) for p in islice(product(*choices), _MOST_SPELLINGS))
    found.update({f.replace("ch", "g") for f in found} | {_DOUBLED.sub(r"\1", f) for f in found})
    found.update({f"{f[:-1]}t" for f in found if f.endswith("d")})
    return {f for f in found if f}


class Text(NamedTuple):
    """The words of a text, and for each the number of its sentence and of its clause."""

    words: list[str]
    sentences: list[int]
    clauses: list[int]


def plain_words(text: str) -> list[str]:
    """The words of a normal text alone, which is all that most texts need."""
    return _WORD.findall(text)


def words_of(text: str) -> Text:
    """The words of normal text, in order."""
    words: list[str] = []
    sentences: list[int] = []
    clauses: list[int] = []
    sentence = clause = 0
    last = ""
    for piece in _WORD_OR_STOP.findall(text):
        if piece[0] not in _PUNCTUATION:
            last = piece
            words.append(piece)
            sentences.append(sentence)
            clauses.append(clause)
        elif piece in _COMMA:
            clause += 1
        elif not (piece == "." and (len(last) < 2 or last in _ABBREVIATIONS)):
            sentence += 1
            clause += 1
    return Text(words, sentences, clauses)


class Elements:
    """Which elements (numbers) a word belongs to; an element is any of a number of words."""

    def __init__(self, elements: Iterable[Sequence[Word]]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._prefix: dict[str, list[int]] = {}
        self._suffix: dict[str, list[int]] = {}
        self._inside: dict[str, list[int]] = {}
        for number, words in enumerate(elements):
            for one in words:
                core = folded(one.core, ends=not one.open_right)
                self._kind(one).setdefault(core, []).append(number)
        self._prefixes = sorted({len(core) for core in self._prefix})
        self._suffixes = sorted({len(core) for core in self._suffix})
        self.of = lru_cache(KEPT_WORDS)(self._of)

    def _kind(self, one: Word) -> dict[str, list[int]]:
        if one.open_left:
            return self._inside if one.open_right else self._suffix
        return self._prefix if one.open_right else self._exact

    def _of(self, written: str) -> tuple[int, ...]:
        if len(written) > 60:
            return ()
        found: set[int] = set()
        for core in {folded(written), folded(written, ends=False)}:
            found.update(self._exact.get(core, ()))
            for size in self._prefixes:
                found.update(self._prefix.get(core[:size], ()))
            for size in self._suffixes:
                found.update(self._suffix.get(core[-size:], ()))
            for inside, numbers in self._inside.items():
                if inside in core:
                    found.update(numbers)
        return tuple(sorted(found))
