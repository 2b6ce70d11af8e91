"""What another version of the rules would change: the rules themselves, and every outcome.

The vocabulary is closed and small, so all combinations of answers are tried, not a sample.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from vt_contracts.codes import Urgentie, Vervolg

from triage.domain.explanations import RISICOFACTOREN
from triage.domain.facts import VOCABULARY, Facts, JaNee
from triage.domain.rules import Besluit, Regel, Regelset, Voorwaarde, decide

EEN_SIGNAAL = next(iter(RISICOFACTOREN))
"""Stands for any signal: rules ask whether there is one, not which."""


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """What follows: a vervolg or a person (None), and the urgency."""

    vervolg: Vervolg | None
    urgentie: Urgentie

    def __str__(self) -> str:
        vervolg = "een medewerker besluit" if self.vervolg is None else self.vervolg.value
        return f"{vervolg}, {self.urgentie.value}"


@dataclass(frozen=True, slots=True)
class Wijziging:
    """An outcome that becomes another one, for how many combinations, with one of them."""

    was: Uitkomst
    wordt: Uitkomst
    aantal: int
    voorbeeld: Facts


@dataclass(frozen=True, slots=True)
class Verschil:
    """Of `totaal` combinations of answers, the changes; most combinations first."""

    totaal: int
    wijzigingen: tuple[Wijziging, ...]

    @property
    def gewijzigd(self) -> int:
        """For how many combinations the outcome is another."""
        return sum(w.aantal for w in self.wijzigingen)


def all_facts() -> Iterator[Facts]:
    """Every combination of answers that the rules can tell apart."""
    names = tuple(VOCABULARY)
    for answers in product(*(tuple(VOCABULARY[name]) for name in names)):
        given: dict[str, Any] = dict(zip(names, answers, strict=True))
        signalen = (EEN_SIGNAAL,) if given.pop("signaal") is JaNee.JA else ()
        yield Facts(signalen=signalen, **given)


def outcomes(old: Regelset, new: Regelset) -> Verschil:
    """For which facts something else follows by `new` than by `old`."""
    found: dict[tuple[Uitkomst, Uitkomst], list[Facts]] = defaultdict(list)
    total = 0
    for total, facts in enumerate(all_facts(), 1):  # noqa: B007  the number of the last
        was, wordt = _uitkomst(decide(facts, old)), _uitkomst(decide(facts, new))
        if was != wordt:
            found[was, wordt].append(facts)
    changes = [Wijziging(*pair, len(facts), facts[0]) for pair, facts in found.items()]
    changes.sort(key=lambda w: (-w.aantal, str(w.was), str(w.wordt)))
    return Verschil(total, tuple(changes))


def rules(old: Regelset, new: Regelset) -> list[str]:
    """Which rules came, went or changed (Dutch, a line each)."""
    before = {regel.id: regel for regel in old.regels}
    after = {regel.id: regel for regel in new.regels}
    lines = [f"+ {name}: {in_words(after[name])}" for name in after if name not in before]
    lines += [f"- {name}: {in_words(before[name])}" for name in before if name not in after]
    for name, regel in after.items():
        earlier = before.get(name)
        if earlier is None or earlier == regel:
            continue
        if _does(earlier) != _does(regel):
            lines += [
                f"~ {name}: was    {in_words(earlier)}",
                f"  {name}: wordt  {in_words(regel)}",
            ]
        else:
            lines.append(f"~ {name}: doet hetzelfde; alleen de reden of de bron is anders")
    return lines


def in_words(regel: Regel) -> str:
    """A rule as a sentence: when it fires, and what it does then."""
    when = " en ".join(map(voorwaarde_in_words, regel.voorwaarden)) or "altijd"
    return f"als {when}, dan {_effect(regel)}"


def voorwaarde_in_words(voorwaarde: Voorwaarde) -> str:
    """A condition as people read it; the shorter of what is and what is not asked."""
    possible = [member.value for member in VOCABULARY[voorwaarde.veld]]
    asked = [value for value in possible if value in voorwaarde.waarden]
    others = [value for value in possible if value not in voorwaarde.waarden]
    veld = voorwaarde.veld.replace("_", " ")
    if len(others) == 1 and len(asked) > 1:
        return f"{veld} niet {others[0]} is"
    return f"{veld} {' of '.join(asked)} is"


def facts_in_words(facts: Facts) -> str:
    """These facts, each with its answer."""
    return ", ".join(
        f"{name.replace('_', ' ')}: {getattr(facts, name).value}" for name in VOCABULARY
    )


def _effect(regel: Regel) -> str:
    does = []
    if regel.verhoog is not None:
        does.append(f"wordt de urgentie ten minste {regel.verhoog.value}")
    if regel.vraag_persoon:
        does.append("besluit een medewerker")
    if regel.stel_voor is not None:
        does.append(f"stelt de regel {regel.stel_voor.value} voor")
    return " en ".join(does) or "gebeurt er niets"


def _does(regel: Regel) -> tuple[Any, ...]:
    conditions = frozenset((v.veld, v.waarden) for v in regel.voorwaarden)
    return (conditions, regel.verhoog, regel.vraag_persoon, regel.stel_voor)


def _uitkomst(besluit: Besluit) -> Uitkomst:
    return Uitkomst(besluit.vervolg, besluit.urgentie)
