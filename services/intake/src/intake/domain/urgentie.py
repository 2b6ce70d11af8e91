"""The instant estimate: how urgent a melding is, and why."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from vt_contracts.codes import Antwoord, Urgentie, Voorselectie
from vt_contracts.melding import Signalen

SIGNALEN = tuple(Signalen.model_fields)
"""The names of the signals that make a melding acuut."""
_answers = attrgetter(*SIGNALEN)


class Estimate(NamedTuple):
    """The instant estimate and why: names of signals, never content."""

    urgentie: Urgentie
    redenen: tuple[str, ...]


def estimate(
    signalen: Signalen,
    *,
    medewerker_acuut: bool = False,
    voorselectie: Voorselectie | None = None,
    strategisch: bool = False,
    andere_regio: Urgentie = Urgentie.REGULIER,
) -> Estimate:
    """The instant estimate: any signal answered *ja* makes a melding acuut (domain, Urgency).

    At least hoog: police pre-selection *ernstig*, and a strategische melding (domain, Order of
    receivers). Another region's urgency is taken over where it is higher. Everything here raises;
    *onbekend* does not lower, it is triage that asks a person about it.
    """
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
        tuple(dict.fromkeys((*before.redenen, *now.redenen))),
    )
