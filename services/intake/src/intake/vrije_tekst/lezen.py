"""Reads a text by a word list: which signals it certainly names, and which possibly.

How words around a find take certainty away (all are lists in the file):
- *ontkenning* shortly before it: the find does not count; further before it, or between its words:
  possible. *schijnbare ontkenning* ("geen lucht") is none. *ontkenning achteraf*: does not count.
- *verleden* in the sentence, and nothing *recent*: does not count; in another sentence: possible.
- *gerucht* ("dachten", "anonieme tip") in the sentence: possible.
- *onecht* (television, games, exercises) in the sentence: does not count.
- *buiten gezin* anywhere in the text: certain becomes possible, possible does not count.
Under the signals lies a net (`vangnet`): from its threshold on a text possibly tells of danger at
this moment, whatever words it uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import IntEnum

from ahocorasick_rs import AhoCorasick

from intake.domain.urgentie import GEEN_TEKST, TekstSignalen
from intake.vrije_tekst.patronen import Pattern, Places, Span, find
from intake.vrije_tekst.vangnet import Vangnet
from intake.vrije_tekst.woorden import (
    Elements,
    Text,
    Word,
    normal,
    plain_words,
    spellings,
    words_of,
)
from intake.vrije_tekst.woordenlijst import Woordenlijst, is_ordinary

VANGNET = "gevaar_op_dit_moment"
"""The signal that the net of points makes possible."""
DIRECTLY = 3
LOOSELY = 8
"""How many words may stand between a denial and what is denied."""


class Zekerheid(IntEnum):
    """What is left of a find."""

    NIET = 0
    MOGELIJK = 1
    ZEKER = 2


class Lezer:
    """Reads texts by one version of the word list and of the net."""

    def __init__(self, lijst: Woordenlijst, vangnet: Vangnet) -> None:
        self.versie = lijst.versie
        self._lijst = lijst
        self._vangnet = vangnet
        self._elements = Elements(lijst.elementen)
        self._glance = _Glance(lijst)

    def signals_in(self, text: str) -> TekstSignalen:
        """What `text` says; never raises. It is read closely only where it has an alarm word."""
        plain = normal(text)
        found = GEEN_TEKST
        if self._glance.worth_reading(plain):
            found = _Reading(self._lijst, self._elements, words_of(plain)).signals()
        if (
            not found.zeker
            and VANGNET not in found.mogelijk
            and self._vangnet.score(plain_words(plain)) >= self._lijst.drempel
        ):
            found = found._replace(mogelijk=(VANGNET, *found.mogelijk))
        return found._replace(versie=self.versie) if found.zeker or found.mogelijk else found

    def worth_reading(self, text: str) -> bool:
        """Whether a text has any alarm word at all."""
        return self._glance.worth_reading(normal(text))


def alarm_words(lijst: Woordenlijst) -> set[Word]:
    """The words without which no pattern of a signal can be found, and those of `let_op`."""
    patterns = [p for s in lijst.signalen.values() for p in (*s.zeker, *s.mogelijk)]
    words = {w for p in (*patterns, *lijst.let_op) for w in lijst.elementen[p.anchor]}
    return {one for one in words if not is_ordinary(one, lijst.gewoon)}


class _Glance:
    """Whether any word is in a text that could start a find: most texts have none."""

    def __init__(self, lijst: Woordenlijst) -> None:
        self._ends: list[tuple[bool, bool]] = []
        cores: list[str] = []
        for one in sorted(alarm_words(lijst)):
            for core in sorted(spellings(one.core)):
                cores.append(core)
                self._ends.append((one.open_left, one.open_right))
        for together in lijst.zinsdelen:
            cores.append(normal(together))
            self._ends.append((False, False))
        self._cores = AhoCorasick(cores) if cores else None

    def worth_reading(self, plain: str) -> bool:
        if self._cores is None:
            return False
        size = len(plain)
        for number, start, end in self._cores.find_matches_as_indexes(plain, overlapping=True):
            open_left, open_right = self._ends[number]
            if (open_left or start == 0 or not plain[start - 1].isalnum()) and (
                open_right or end == size or not plain[end].isalnum()
            ):
                return True
        return False


class _Reading:
    """One text, read once."""

    def __init__(self, lijst: Woordenlijst, elements: Elements, text: Text) -> None:
        self._lijst = lijst
        self._text = text
        places: defaultdict[int, list[int]] = defaultdict(list)
        for at, written in enumerate(text.words):
            for element in elements.of(written):
                places[element].append(at)
        self._places: Places = dict(places)
        context = {name: self._spans(found) for name, found in lijst.context.items()}
        seeming = context["schijnbare_ontkenning"]
        self._denials = [d for d in context["ontkenning"] if not _overlaps(d, seeming)]
        self._denied_after = context["ontkenning_achteraf"]
        self._recent = self._sentences(context["recent"])
        self._past = self._sentences(context["verleden"]) - self._recent
        self._hearsay = self._sentences(context["gerucht"])
        self._unreal = self._sentences(context["onecht"])
        self._outside = bool(context["buiten_gezin"])

    def signals(self) -> TekstSignalen:
        zeker: list[str] = []
        mogelijk: list[str] = []
        for name, found in self._lijst.signalen.items():
            beside = self._sentences(self._spans(found.niet_bij))
            certainty = max(
                self._certainty(found.zeker, beside, Zekerheid.ZEKER),
                self._certainty(found.mogelijk, beside, Zekerheid.MOGELIJK),
            )
            if certainty is Zekerheid.ZEKER:
                zeker.append(name)
            elif certainty is Zekerheid.MOGELIJK:
                mogelijk.append(name)
        return TekstSignalen(tuple(zeker), tuple(mogelijk))

    def _certainty(
        self, patterns: Iterable[Pattern], beside: frozenset[int], most: Zekerheid
    ) -> Zekerheid:
        best = Zekerheid.NIET
        for span in self._spans(patterns):
            best = max(best, min(most, self._left(span, beside)))
            if best is most:
                break
        if self._outside and best is not Zekerheid.NIET:
            return Zekerheid(best - 1)
        return best

    def _left(self, span: Span, beside: frozenset[int]) -> Zekerheid:
        """What the words around a find leave of it."""
        sentence = self._text.sentences[span.first]
        if sentence in beside or sentence in self._unreal or sentence in self._past:
            return Zekerheid.NIET
        clause = self._text.clauses[span.last]
        for after in self._denied_after:
            if 0 < after.first - span.last <= DIRECTLY and (
                self._text.clauses[after.first] == clause
            ):
                return Zekerheid.NIET
        left = Zekerheid.ZEKER
        if sentence in self._hearsay or (self._past and sentence not in self._recent):
            left = Zekerheid.MOGELIJK
        for denial in self._denials:
            between = span.first - denial.last - 1
            if self._text.sentences[denial.first] != sentence or denial.first > span.last:
                continue
            if 0 <= between <= DIRECTLY:
                return Zekerheid.NIET
            if between <= LOOSELY and span.first != denial.first:
                left = Zekerheid.MOGELIJK
        return left

    def _spans(self, patterns: Iterable[Pattern]) -> list[Span]:
        found: list[Span] = []
        for pattern in patterns:
            if pattern.anchor in self._places:
                found += find(pattern, self._places, self._text)
        return found

    def _sentences(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(self._text.sentences[span.first] for span in spans)


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(o.first <= span.last and span.first <= o.last for o in others)
