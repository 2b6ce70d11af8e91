"""Reads a word list from its file and refuses one that is not sound, naming every fault at once.

Faults name the place in the file, in Dutch: a beheerder reads them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from intake.domain.urgentie import SIGNALEN
from intake.vrije_tekst.patronen import FAR, NEAR, Pattern, Sequence, Step
from intake.vrije_tekst.woorden import Word, normal, word

STANDARD = Path(__file__).parent / "woordenlijst.toml"
CONTEXT = (
    "ontkenning", "schijnbare_ontkenning", "ontkenning_achteraf", "verleden", "recent", "gerucht",
    "onecht", "buiten_gezin",
)  # fmt: skip
"""What may take the certainty from what was found; `lezen` says how each does."""

_TOP = ("versie", "toelichting", "groep", "signaal", "context", "vangnet")
_GROUP = ("woorden", "gewoon", "opmerking")
_SIGNAL = ("zeker", "mogelijk", "niet_bij", "bron", "opmerking")
_NET = ("drempel", "let_op", "zinsdelen", "bron", "opmerking")
_WORD = re.compile(r"\*?[a-z0-9]+\*?")
_SHORTEST_OPEN = 3
"""A shorter piece of a word would be found in words of every kind."""


class WoordenlijstError(Exception):
    """A word list that must not be used; `faults` are sentences for the beheerder."""

    def __init__(self, origin: str, faults: list[str]) -> None:
        super().__init__(f"{origin} is geen bruikbare woordenlijst:\n" + "\n".join(faults))
        self.faults = faults


class Signaalwoorden(NamedTuple):
    """What makes a signal certain, what makes it possible, and what it is not beside."""

    zeker: tuple[Pattern, ...]
    mogelijk: tuple[Pattern, ...]
    niet_bij: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Woordenlijst:
    """One version. `elementen` are the words that patterns refer to by number.

    A text is held against the net from `drempel` on, when it has a word of a signal or of
    `let_op`, or one of `zinsdelen`: ordinary words that say something together.
    """

    versie: str
    elementen: tuple[tuple[Word, ...], ...]
    gewoon: frozenset[Word]
    signalen: Mapping[str, Signaalwoorden]
    context: Mapping[str, tuple[Pattern, ...]]
    drempel: float
    let_op: tuple[Pattern, ...]
    zinsdelen: tuple[str, ...]


def is_ordinary(one: Word, ordinary: Set[Word]) -> bool:
    """Whether a word is, or with its joker covers, an ordinary one."""
    return one in ordinary or (
        one.open_right
        and not one.open_left
        and any(o.core.startswith(one.core) for o in ordinary if not o.open_right)
    )


def load(path: Path = STANDARD) -> Woordenlijst:
    """The word list in the file at `path`. Raises WoordenlijstError, or OSError without a file."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, origin: str = "woordenlijst") -> Woordenlijst:
    """The word list that `text` (TOML) describes. Raises WoordenlijstError naming every fault."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WoordenlijstError(origin, [f"geen geldige TOML: {error}"]) from error
    reader = _Reader(document)
    found = reader.read()
    if reader.faults:
        raise WoordenlijstError(origin, reader.faults)
    return found


class _Reader:
    """One pass over the document, collecting faults."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self.faults: list[str] = []
        self._groups: dict[str, tuple[Word, ...]] = {}
        self._ordinary: set[Word] = set()
        self._numbers: dict[tuple[Word, ...], int] = {}

    def read(self) -> Woordenlijst:
        document = self._document
        self._unknown(document, _TOP, "bestand")
        versie = document.get("versie")
        if not isinstance(versie, str) or not versie.strip():
            self.faults.append("versie: ontbreekt of is geen tekst")
        for name, table in self._tables("groep").items():
            self._group(name, table)
        signalen = {n: self._signal(n, t) for n, t in self._tables("signaal").items()}
        self.faults += [f"signaal.{n}: ontbreekt" for n in SIGNALEN if n not in signalen]
        context = self._table(document, "context", "context")
        self._unknown(context, CONTEXT, "context")
        net = self._table(document, "vangnet", "vangnet")
        self._unknown(net, _NET, "vangnet")
        drempel = net.get("drempel")
        if not isinstance(drempel, int | float) or isinstance(drempel, bool) or drempel <= 0:
            self.faults.append("vangnet.drempel: moet een getal boven 0 zijn")
            drempel = 1.0
        return Woordenlijst(
            versie=str(versie),
            signalen=signalen,
            context={n: self._patterns(context, n, "context") for n in CONTEXT},
            drempel=float(drempel),
            let_op=self._patterns(net, "let_op", "vangnet"),
            zinsdelen=tuple(self._texts(net, "zinsdelen", "vangnet")),
            elementen=tuple(self._numbers),
            gewoon=frozenset(self._ordinary),
        )

    def _group(self, name: str, table: Mapping[str, Any]) -> None:
        place = f"groep.{name}"
        self._unknown(table, _GROUP, place)
        words: list[Word] = []
        for written in self._texts(table, "woorden", place):
            if (one := self._word(written, f"{place}.woorden")) is not None:
                words.append(one)
        if not words:
            self.faults.append(f"{place}: heeft geen woorden")
            return
        self._groups[name] = tuple(words)
        if table.get("gewoon", False):
            self._ordinary.update(words)

    def _signal(self, name: str, table: Mapping[str, Any]) -> Signaalwoorden:
        place = f"signaal.{name}"
        if name not in SIGNALEN:
            self.faults.append(f"{place}: is geen signaal; bekend zijn: {', '.join(SIGNALEN)}")
        self._unknown(table, _SIGNAL, place)
        if not str(table.get("bron", "")).strip():
            self.faults.append(f"{place}.bron: ontbreekt")
        return Signaalwoorden(
            self._patterns(table, "zeker", place),
            self._patterns(table, "mogelijk", place),
            self._patterns(table, "niet_bij", place),
        )

    def _patterns(self, table: Mapping[str, Any], key: str, place: str) -> tuple[Pattern, ...]:
        found = []
        for written in self._texts(table, key, place):
            pattern = self._pattern(written, f"{place}.{key} '{written}'")
            if pattern is not None:
                found.append(pattern)
        return tuple(found)

    def _pattern(self, written: str, place: str) -> Pattern | None:
        before = len(self.faults)
        parts: list[tuple[Sequence, ...]] = []
        for part in written.split("&&"):
            sequences = [self._sequence(s.strip(), place) for s in part.split("&")]
            parts.append(tuple(sequences))
        if len(self.faults) > before:
            return None
        words = list(self._numbers)
        elements = [s.element for part in parts for seq in part for s in seq]
        anchor = max(elements, key=lambda e: self._telling(words[e]))
        return Pattern(written, tuple(parts), anchor)

    def _telling(self, words: tuple[Word, ...]) -> tuple[int, int, int, int]:
        """How rare the words of an element are: the pattern is looked for where it occurs."""
        ordinary = sum(is_ordinary(one, self._ordinary) for one in words)
        rare = len(words) - ordinary
        return min(rare, 1), -ordinary, min(len(one.core) for one in words), -len(words)

    def _sequence(self, written: str, place: str) -> Sequence:
        steps: list[Step] = []
        gap = NEAR
        for piece in filter(None, re.split(r"\s+", written)):
            if piece == "..":
                gap = FAR
                continue
            element = self._element(piece, place)
            if element is not None:
                steps.append(Step(element, gap))
            gap = NEAR
        if not steps:
            self.faults.append(f"{place}: een deel is leeg")
        return tuple(steps)

    def _element(self, piece: str, place: str) -> int | None:
        words: list[Word] = []
        for choice in piece.split("|"):
            if choice.startswith("<") and choice.endswith(">"):
                group = self._groups.get(choice[1:-1])
                if group is None:
                    self.faults.append(f"{place}: groep {choice} is onbekend")
                    return None
                words += group
            elif (one := self._word(choice, place)) is not None:
                words.append(one)
        return self._number(tuple(words)) if words else None

    def _word(self, written: str, place: str) -> Word | None:
        if not _WORD.fullmatch(written) or normal(written) != written:
            self.faults.append(
                f"{place}: '{written}' is geen woord van kleine letters zonder accent, "
                "met hooguit een * aan het begin of het eind"
            )
            return None
        one = word(written)
        if (one.open_left or one.open_right) and len(one.core) < _SHORTEST_OPEN:
            self.faults.append(f"{place}: '{written}' is te kort voor een *; het past op te veel")
            return None
        return one

    def _number(self, words: tuple[Word, ...]) -> int:
        return self._numbers.setdefault(words, len(self._numbers))

    def _texts(self, table: Mapping[str, Any], key: str, place: str) -> list[str]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return value
        self.faults.append(f"{place}.{key}: moet een lijst van teksten zijn")
        return []

    def _tables(self, key: str) -> dict[str, Mapping[str, Any]]:
        return {
            n: self._table(t, n, f"{key}.{n}")
            for t in [self._table(self._document, key, key)]
            for n in t
        }

    def _table(self, holder: Mapping[str, Any], key: str, place: str) -> Mapping[str, Any]:
        value = holder.get(key, {})
        if isinstance(value, dict):
            return value
        self.faults.append(f"{place}: moet een tabel zijn")
        return {}

    def _unknown(self, table: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
        self.faults += [
            f"{place}: veld '{name}' is onbekend; bekend zijn: {', '.join(known)}"
            for name in table
            if name not in known
        ]
