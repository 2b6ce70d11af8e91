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
    signalen: Signalen, *, medewerker_acuut: bool = False, voorselectie: Voorselectie | None = None
) -> Estimate:
    """The instant estimate: any signal answered *ja* makes a melding acuut (domain, Urgency).

    Police pre-selection *ernstig* makes it at least hoog. Everything here raises; *onbekend* does
    not lower, it is triage that asks a person about it.
    """
    redenen: tuple[str, ...] = ()
    answers = _answers(signalen)
    if Antwoord.JA in answers:
        redenen = tuple(
            name for name, answer in zip(SIGNALEN, answers, strict=True) if answer is Antwoord.JA
        )
    if medewerker_acuut:
        redenen = (*redenen, "inschatting_medewerker")
    if redenen:
        return Estimate(Urgentie.ACUUT, redenen)
    if voorselectie is Voorselectie.ERNSTIG:
        return Estimate(Urgentie.HOOG, ("voorselectie_ernstig",))
    return Estimate(Urgentie.REGULIER, ())
