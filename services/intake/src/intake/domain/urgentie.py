"""The instant estimate: how urgent a melding is, and why."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from vt_contracts.codes import Antwoord, Urgentie, Voorselectie
from vt_contracts.melding import Signalen

SIGNALEN = tuple(Signalen.model_fields)
"""The names of the signals that make a melding acuut."""
_answers = attrgetter(*SIGNALEN)


class TekstSignalen(NamedTuple):
    """The names of the signals that free text certainly, and possibly, tells of.

    `versie` is that of the word list it was read by.
    """

    zeker: tuple[str, ...]
    mogelijk: tuple[str, ...]
    versie: str | None = None


GEEN_TEKST = TekstSignalen((), ())
UIT_TEKST = "tekst:"
"""Before the name of a signal: the reason was found in free text, not filled in."""


class Estimate(NamedTuple):
    """The instant estimate and why: names of signals, never content.

    `uit_tekst` is what free text added; `mogelijk` what it may say, which a person looks at at once;
    `woordenlijst` the version by which either was found.
    """

    urgentie: Urgentie
    redenen: tuple[str, ...]
    uit_tekst: tuple[str, ...] = ()
    mogelijk: tuple[str, ...] = ()
    woordenlijst: str | None = None

    @property
    def at_once(self) -> bool:
        """Whether no backlog may delay it: it is acuut, or a person must look whether it is."""
        return self.urgentie is Urgentie.ACUUT or bool(self.mogelijk)


def estimate(
    signalen: Signalen,
    *,
    medewerker_acuut: bool = False,
    voorselectie: Voorselectie | None = None,
    strategisch: bool = False,
    andere_regio: Urgentie = Urgentie.REGULIER,
    tekst: TekstSignalen = GEEN_TEKST,
) -> Estimate:
    """The instant estimate: any signal answered *ja* makes a melding acuut (domain, Urgency).

    So does one that the text certainly tells of, unless it was answered *nee*: then a person looks
    at once, as at one that the text possibly tells of and that is *onbekend*. At least hoog: police
    pre-selection *ernstig*, and a strategische melding (domain, Order of receivers). Another
    region's urgency is taken over where it is higher. Everything here raises; *onbekend* does not
    lower, it is triage that asks a person about it.
    """
    known = _answered(signalen, medewerker_acuut, voorselectie, strategisch, andere_regio)
    if not (tekst.zeker or tekst.mogelijk):
        return known
    unknown = {name for name in SIGNALEN if getattr(signalen, name) is Antwoord.ONBEKEND}
    added = tuple(name for name in tekst.zeker if name in unknown)
    contradicted = tuple(n for n in tekst.zeker if getattr(signalen, n) is Antwoord.NEE)
    possible = (*contradicted, *(name for name in tekst.mogelijk if name in unknown))
    if not (added or possible):
        return known
    if not added:
        return known._replace(mogelijk=possible, woordenlijst=tekst.versie)
    redenen = known.redenen if known.urgentie is Urgentie.ACUUT else ()
    redenen = (*redenen, *(f"{UIT_TEKST}{name}" for name in added))
    return Estimate(Urgentie.ACUUT, redenen, added, possible, tekst.versie)


def _answered(
    signalen: Signalen,
    medewerker_acuut: bool,
    voorselectie: Voorselectie | None,
    strategisch: bool,
    andere_regio: Urgentie,
) -> Estimate:
    redenen: tuple[str, ...] = ()
    answers = _answers(signalen)
    if Antwoord.JA in answers:
        redenen = tuple(
            name for name, answer in zip(SIGNALEN, answers, strict=True) if answer is Antwoord.JA
        )
    if medewerker_acuut:
        redenen = (*redenen, "inschatting_medewerker")
    if andere_regio is Urgentie.ACUUT:
        redenen = (*redenen, "urgentie_andere_regio")
    if redenen:
        return Estimate(Urgentie.ACUUT, redenen)
    if voorselectie is Voorselectie.ERNSTIG:
        redenen = ("voorselectie_ernstig",)
    if strategisch:
        redenen = (*redenen, "strategische_melding")
    if andere_regio is Urgentie.HOOG:
        redenen = (*redenen, "urgentie_andere_regio")
    return Estimate(Urgentie.HOOG if redenen else Urgentie.REGULIER, redenen)


def raised(before: Estimate, now: Estimate) -> Estimate:
    """The higher of two estimates with the reasons of both; there is no way down (guarantee U)."""
    return Estimate(
        before.urgentie.raised_to(now.urgentie),
        _united(before.redenen, now.redenen),
        _united(before.uit_tekst, now.uit_tekst),
        _united(before.mogelijk, now.mogelijk),
        now.woordenlijst or before.woordenlijst,
    )


def _united(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
