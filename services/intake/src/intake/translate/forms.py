"""What the form of each channel means."""

from __future__ import annotations

from typing import Any

from vt_contracts.codes import Antwoord, Hoedanigheid, Kanaal, MelderSoort
from vt_contracts.events.aanlevering import (
    AanleveringPolitiemeldingV1,
    AanleveringProfessioneleMeldingV1,
    AanleveringTelefonischeMeldingV1,
)

from intake.domain.melding import Melder
from intake.domain.urgentie import Estimate, estimate

Opgave = (
    AanleveringPolitiemeldingV1
    | AanleveringProfessioneleMeldingV1
    | AanleveringTelefonischeMeldingV1
)
FORMS: dict[Kanaal, type[Opgave]] = {
    Kanaal.TELEFOON: AanleveringTelefonischeMeldingV1,
    Kanaal.POLITIE: AanleveringPolitiemeldingV1,
    Kanaal.PROFESSIONAL: AanleveringProfessioneleMeldingV1,
}
"""The form of each channel; which one a sender fills in follows from who it is."""


def melder(opgave: Opgave) -> Melder:
    """Who reports, from the form of the channel."""
    match opgave:
        case AanleveringPolitiemeldingV1():
            return Melder(
                MelderSoort.POLITIE, Hoedanigheid.POLITIE, opgave.wijkagent, opgave.incidentnummer
            )
        case AanleveringProfessioneleMeldingV1():
            return Melder(
                MelderSoort.PROFESSIONAL,
                opgave.hoedanigheid,
                opgave.melder,
                opgave.dossiernummer,
            )
        case AanleveringTelefonischeMeldingV1():
            return Melder(opgave.melder_soort, opgave.hoedanigheid, opgave.melder, None)


def first_estimate(opgave: Opgave) -> Estimate:
    """The instant estimate of a form."""
    return estimate(opgave.signalen, **estimate_inputs(opgave))


def estimate_inputs(opgave: Opgave) -> dict[str, Any]:
    """What else than signals the channel knows about urgency."""
    match opgave:
        case AanleveringPolitiemeldingV1():
            return {"voorselectie": opgave.voorselectie}
        case AanleveringTelefonischeMeldingV1():
            return {"medewerker_acuut": opgave.acuut}
        case AanleveringProfessioneleMeldingV1():
            return {}


def huiselijk_geweld_of_kindermishandeling(opgave: Opgave) -> Antwoord:
    """A melding by phone or by a professional is about HG or KM unless they say otherwise."""
    given = opgave.huiselijk_geweld_of_kindermishandeling
    if isinstance(opgave, AanleveringPolitiemeldingV1) or given is not Antwoord.ONBEKEND:
        return given
    return Antwoord.JA
