"""What the form of each channel means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from vt_contracts.codes import Antwoord, Hoedanigheid, Kanaal, MelderSoort, Procesregie, Urgentie
from vt_contracts.events.aanlevering import (
    AanleveringPolitiemeldingV1,
    AanleveringProfessioneleMeldingV1,
    AanleveringTelefonischeMeldingV1,
    MelderOpgave,
)
from vt_contracts.events.kanalen import (
    AanleveringAndereRegioV1,
    AanleveringBurgermeldingV1,
    AanleveringStrategischeMeldingV1,
)
from vt_contracts.melding import Bevinding

from intake.domain.melding import Melder
from intake.domain.nainvoer import nainvoer_faults
from intake.domain.urgentie import Estimate, TekstSignalen, estimate

Opgave = (
    AanleveringPolitiemeldingV1
    | AanleveringProfessioneleMeldingV1
    | AanleveringTelefonischeMeldingV1
    | AanleveringBurgermeldingV1
    | AanleveringStrategischeMeldingV1
    | AanleveringAndereRegioV1
)
FORMS: dict[Kanaal, type[Opgave]] = {
    Kanaal.TELEFOON: AanleveringTelefonischeMeldingV1,
    Kanaal.POLITIE: AanleveringPolitiemeldingV1,
    Kanaal.PROFESSIONAL: AanleveringProfessioneleMeldingV1,
    Kanaal.BURGER: AanleveringBurgermeldingV1,
    Kanaal.PROCESREGISSEUR: AanleveringStrategischeMeldingV1,
    Kanaal.ANDERE_REGIO: AanleveringAndereRegioV1,
}
"""The form of each channel; which one a sender fills in follows from who it is."""

ZELF_BETROKKEN = frozenset(
    {Hoedanigheid.PLEGER, Hoedanigheid.VOLWASSEN_SLACHTOFFER, Hoedanigheid.KIND}
)
"""Who reports about their own home is called by a person, never mailed (domain, What a melder hears)."""


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
        case AanleveringBurgermeldingV1():
            return _burger(opgave)
        case AanleveringStrategischeMeldingV1():
            hoedanigheid = (
                Hoedanigheid.GEMEENTE_OVERIG
                if opgave.namens is Procesregie.GEMEENTE
                else Hoedanigheid.PROFESSIONAL_ANDERS
            )
            return Melder(
                MelderSoort.PROCESREGISSEUR,
                hoedanigheid,
                opgave.procesregisseur,
                opgave.zaaknummer,
            )
        case AanleveringAndereRegioV1():
            return Melder(
                MelderSoort.PROFESSIONAL,
                Hoedanigheid.VEILIG_THUIS,
                opgave.contactpersoon,
                opgave.zaaknummer,
            )


def _burger(opgave: AanleveringBurgermeldingV1) -> Melder:
    """A citizen without a name and a way to be reached is anonymous."""
    who = opgave.melder
    if who is None or not (who.naam or who.email or who.telefoon):
        return Melder(MelderSoort.BURGER_ANONIEM, opgave.hoedanigheid, MelderOpgave(), None)
    soort = (
        MelderSoort.DIRECT_BETROKKENE
        if opgave.hoedanigheid in ZELF_BETROKKEN
        else MelderSoort.BURGER_BEKEND
    )
    return Melder(soort, opgave.hoedanigheid, who, None)


ReadText = Callable[[str], TekstSignalen]
"""Which signals a text tells of."""


def first_estimate(opgave: Opgave, signals_in: ReadText) -> Estimate:
    """The instant estimate of a form."""
    return estimate(opgave.signalen, tekst=signals_in(free_text(opgave)), **estimate_inputs(opgave))


def answered_acute(opgave: Opgave) -> bool:
    """Whether the form is acuut by what was filled in, before anybody reads its text."""
    return estimate(opgave.signalen, **estimate_inputs(opgave)).urgentie is Urgentie.ACUUT


def free_text(opgave: Opgave) -> str:
    """All that people wrote freely in the form about what is the matter."""
    match opgave:
        case AanleveringPolitiemeldingV1() if opgave.mutatie:
            return f"{opgave.toelichting}\n{opgave.mutatie}"
        case _:
            return opgave.toelichting


def estimate_inputs(opgave: Opgave) -> dict[str, Any]:
    """What else than signals the channel knows about urgency."""
    match opgave:
        case AanleveringPolitiemeldingV1():
            return {"voorselectie": opgave.voorselectie}
        case AanleveringTelefonischeMeldingV1():
            return {
                "medewerker_acuut": opgave.acuut,
                "strategisch": opgave.melder_soort is MelderSoort.PROCESREGISSEUR,
            }
        case AanleveringStrategischeMeldingV1():
            return {"strategisch": True}
        case AanleveringAndereRegioV1():
            return {"andere_regio": opgave.urgentie}
        case AanleveringProfessioneleMeldingV1() | AanleveringBurgermeldingV1():
            return {}


def faults(opgave: Opgave, now: datetime, zonder_reden: timedelta) -> tuple[Bevinding, ...]:
    """What a medewerker must correct at once, while the melder is still on the phone."""
    if isinstance(opgave, AanleveringTelefonischeMeldingV1):
        return nainvoer_faults(opgave.ontvangen_op, opgave.ontvangen_op_reden, now, zonder_reden)
    return ()


def received(opgave: Opgave, arrived: datetime) -> datetime:
    """When it reached Veilig Thuis: now, or when it was written on paper."""
    if isinstance(opgave, AanleveringTelefonischeMeldingV1) and opgave.ontvangen_op is not None:
        return opgave.ontvangen_op
    return arrived


def huiselijk_geweld_of_kindermishandeling(opgave: Opgave) -> Antwoord:
    """A melding is about HG or KM unless its melder says otherwise; of police nothing is assumed."""
    given = opgave.huiselijk_geweld_of_kindermishandeling
    if isinstance(opgave, AanleveringPolitiemeldingV1) or given is not Antwoord.ONBEKEND:
        return given
    return Antwoord.JA
