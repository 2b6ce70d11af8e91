"""Rules, and the one function that applies them.

What a rule can do is raise the urgency, ask for a person, or propose one of three vervolgen. It
cannot lower, close or decide anything else, whatever the file with the rules says (guarantee U).
The order of the rules makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Literal, get_args

from vt_contracts.codes import Antwoord, Kanaal, Urgentie, Vervolg

from triage.domain.explanations import ADVIES, risicofactoren
from triage.domain.facts import Facts, Familie, Gegevens, JaNee, Selectie, SignaalInTekst

Verhoging = Literal[Urgentie.HOOG, Urgentie.ACUUT]
"""To what a rule can raise; there is nothing in it to lower to."""
Voorstel = Literal[Vervolg.DIRECT_INGRIJPEN, Vervolg.OVERDRACHT, Vervolg.DOORZETTEN]
"""What a rule can propose; there is nothing in it to close with."""
AUTOMATISCH: frozenset[Vervolg] = frozenset(get_args(Voorstel))
"""All that can ever be decided without a person; none of these ends the case."""

GEEN_REGEL = "Geen regel kan dit beslissen; een medewerker kijkt ernaar."
NIET_EENDUIDIG = "De regels stellen verschillende vervolgen voor; een medewerker kiest."
TWIJFEL = "De regels stellen een vervolg voor dat bij twijfel alleen een medewerker mag besluiten."

REMEMBERED = 1024
"""Besluiten that are kept with a regelset, about one kilobyte each."""


@dataclass(frozen=True, slots=True)
class Voorwaarde:
    """Holds when the fact named `veld` is one of `waarden`."""

    veld: str
    waarden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Regel:
    """Fires when all `voorwaarden` hold. `bron` is its source, `reden` tells people why.

    `meteen` goes with `vraag_persoon`: the person looks as soon as at an acute melding.
    """

    id: str
    voorwaarden: tuple[Voorwaarde, ...]
    bron: str
    reden: str
    verhoog: Verhoging | None = None
    vraag_persoon: bool = False
    stel_voor: Voorstel | None = None
    meteen: bool = False

    def fires(self, facts: Facts) -> bool:
        for voorwaarde in self.voorwaarden:
            if getattr(facts, voorwaarde.veld) not in voorwaarde.waarden:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Regelset:
    """All rules of one version; the version is kept with every decision."""

    versie: str
    geldig_vanaf: date
    regels: tuple[Regel, ...]


@dataclass(frozen=True, slots=True)
class Besluit:
    """What the rules come to. `vervolg` None: a person decides. `regels` are the ids that fired.

    `meteen`: the person looks as soon as at an acute melding, although the urgency is not acuut.
    """

    vervolg: Vervolg | None
    urgentie: Urgentie
    regels: tuple[str, ...]
    reden: str
    risicofactoren: tuple[str, ...]
    advies: str
    meteen: bool = False


def decide(facts: Facts, regelset: Regelset) -> Besluit:
    """What follows a melding with these facts: a vervolg that is beyond doubt, else a person."""
    fired = [regel for regel in regelset.regels if regel.fires(facts)]
    urgentie = facts.urgentie
    proposed: set[Vervolg] = set()
    asked = False
    for regel in fired:
        if regel.verhoog is not None:
            urgentie = urgentie.raised_to(regel.verhoog)
        if regel.stel_voor is not None:
            proposed.add(regel.stel_voor)
        asked = asked or regel.vraag_persoon
    reden = " ".join(dict.fromkeys(regel.reden for regel in fired))
    vervolg: Vervolg | None = None
    if Vervolg.DIRECT_INGRIJPEN in proposed:
        # Acting at once waits for nobody: not for a person, not for another rule.
        vervolg = Vervolg.DIRECT_INGRIJPEN
        urgentie = Urgentie.ACUUT
    elif not asked:
        if not proposed:
            reden = f"{reden} {GEEN_REGEL}".strip()
        elif len(proposed) > 1:
            reden = f"{reden} {NIET_EENDUIDIG}"
        elif beyond_doubt(facts, urgentie, vervolg := proposed.pop()):
            pass
        else:
            vervolg = None
            reden = f"{reden} {TWIJFEL}"
    return Besluit(
        vervolg=vervolg,
        urgentie=urgentie,
        regels=tuple(regel.id for regel in fired),
        reden=reden,
        risicofactoren=risicofactoren(facts.signalen),
        advies="" if vervolg is None else ADVIES[vervolg],
        meteen=vervolg is None and any(regel.meteen for regel in fired),
    )


def deciding_by(regelset: Regelset) -> Callable[[Facts], Besluit]:
    """`decide` by this regelset; what followed from the same facts before is not worked out again.

    Facts are a handful of codes, so most meldingen have those of an earlier one.
    """
    return lru_cache(REMEMBERED)(partial(decide, regelset=regelset))


def beyond_doubt(facts: Facts, urgentie: Urgentie, vervolg: Vervolg) -> bool:
    """Whether this vervolg may be decided without a person at all; no regelset can widen it.

    Never passed on by itself: acute danger or danger unknown, a known family, a melding that
    contradicts itself, a text that certainly or possibly tells of acute danger. Doorzetten is for a
    police zorgmelding without HG or KM alone (Informatieprotocol 3.1): one that names an aanleiding
    contradicts that, and without a key nobody can say that the family is not known.
    """
    if (
        vervolg not in AUTOMATISCH
        or urgentie is Urgentie.ACUUT
        or facts.signaal is JaNee.JA
        or facts.signaal_in_tekst is not SignaalInTekst.NEE
        or facts.gevaar_op_dit_moment is not Antwoord.NEE
        or facts.familie.bekend
        or facts.aard_past_bij_aanleiding is JaNee.NEE
    ):
        return False
    if vervolg is Vervolg.OVERDRACHT:
        return facts.huiselijk_geweld_of_kindermishandeling is Antwoord.JA
    return (
        vervolg is Vervolg.DOORZETTEN
        and facts.huiselijk_geweld_of_kindermishandeling is Antwoord.NEE
        and facts.kanaal is Kanaal.POLITIE
        and facts.voorselectie is not Selectie.ERNSTIG
        and facts.aanleiding_gegeven is JaNee.NEE
        and facts.gegevens is Gegevens.BRUIKBAAR
        and facts.familie is Familie.NIET_BEKEND
        and urgentie is Urgentie.REGULIER
    )
