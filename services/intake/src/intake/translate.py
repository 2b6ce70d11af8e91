"""Contract ⇄ domain: what each channel's form means, and which events tell of a new melding."""

from __future__ import annotations

from typing import Any

from vt_contracts.codes import Antwoord, Hoedanigheid, Kanaal, MelderSoort, Moment, Urgentie
from vt_contracts.contract import validated
from vt_contracts.events.aanlevering import (
    AanleveringGeaccepteerdV1,
    AanleveringPolitiemeldingV1,
    AanleveringProfessioneleMeldingV1,
    AanleveringTelefonischeMeldingV1,
)
from vt_contracts.events.melding import (
    MelderGeregistreerdV1,
    MeldingOntvangenV1,
    MeldingStatusV1,
    PolitieGegevens,
)
from vt_contracts.topics import (
    MELDER_GEREGISTREERD,
    MELDING_ONTVANGEN,
    MELDING_STATUS,
    aanlevering_antwoord,
    acuut,
)
from vt_messaging.records import Cause
from vt_messaging.unit import Unit

from intake.domain import Melder, Melding

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
_ontvangen = validated(MeldingOntvangenV1)
_geregistreerd = validated(MelderGeregistreerdV1)
_status = validated(MeldingStatusV1)
_geaccepteerd = validated(AanleveringGeaccepteerdV1)
_politie = validated(PolitieGegevens)

SCHRIJVER = "intake"
FIRST_VERSION = 1


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


def estimate_inputs(opgave: Opgave) -> dict[str, Any]:
    """What else than signals the channel knows about urgency."""
    match opgave:
        case AanleveringPolitiemeldingV1():
            return {"voorselectie": opgave.voorselectie}
        case AanleveringTelefonischeMeldingV1():
            return {"medewerker_acuut": opgave.acuut}
        case AanleveringProfessioneleMeldingV1():
            return {}


def free_text(opgave: Opgave) -> str:
    """All that people wrote freely in the form."""
    if isinstance(opgave, AanleveringPolitiemeldingV1) and opgave.mutatie:
        return f"{opgave.toelichting}\n{opgave.mutatie}"
    return opgave.toelichting


def huiselijk_geweld_of_kindermishandeling(opgave: Opgave) -> Antwoord:
    """A melding by phone or by a professional is about HG or KM unless they say otherwise."""
    given = opgave.huiselijk_geweld_of_kindermishandeling
    if isinstance(opgave, AanleveringPolitiemeldingV1) or given is not Antwoord.ONBEKEND:
        return given
    return Antwoord.JA


def announce(unit: Unit, cause: Cause, melding: Melding, opgave: Opgave) -> None:
    """Emits what the other services need: the melding, the melder, the fact; answers the partner."""
    lane = acuut if melding.estimate.urgentie is Urgentie.ACUUT else str
    # A person looks at a possible signal at once, so no backlog may delay it on its way there.
    fast = acuut if melding.estimate.mogelijk else lane
    key = melding.id.bytes
    identity = str(melding.id)
    unit.emit(
        cause, fast(MELDING_ONTVANGEN), key, ontvangen(melding, opgave), f"{identity}:intake:1"
    )
    unit.emit(
        cause,
        lane(MELDER_GEREGISTREERD),
        key,
        geregistreerd(melding, opgave),
        f"{identity}:intake:1:melder",
    )
    unit.emit(
        cause, lane(MELDING_STATUS), key, status(melding, opgave), f"{identity}:intake:1:status"
    )
    if melding.afzender.partner is not None:
        unit.deliver(
            cause,
            aanlevering_antwoord(melding.afzender.partner),
            key,
            geaccepteerd(melding),
            f"{identity}:intake:1:geaccepteerd",
        )


def ontvangen(melding: Melding, opgave: Opgave) -> MeldingOntvangenV1:
    """The full melding for triage; nothing of the melder."""
    politie = None
    if isinstance(opgave, AanleveringPolitiemeldingV1):
        politie = _politie(
            incidentnummer=opgave.incidentnummer,
            mutatie=opgave.mutatie,
            voorselectie=opgave.voorselectie,
            eerder_bekend=opgave.eerder_bekend_bij_politie,
        )
    return _ontvangen(
        melding_id=melding.id,
        nummer=melding.nummer,
        versie=FIRST_VERSION,
        kanaal=melding.afzender.kanaal,
        bron=melding.afzender.bron,
        hoedanigheid=melding.melder.hoedanigheid,
        ontvangen_op=melding.ontvangen_op,
        gebeurtenis_op=opgave.gebeurtenis_op,
        urgentie=melding.estimate.urgentie,
        urgentie_redenen=list(melding.estimate.redenen),
        signalen=opgave.signalen,
        signalen_uit_tekst=list(melding.estimate.uit_tekst),
        mogelijke_signalen=list(melding.estimate.mogelijk),
        woordenlijst=melding.estimate.woordenlijst,
        huiselijk_geweld_of_kindermishandeling=huiselijk_geweld_of_kindermishandeling(opgave),
        aanleiding=opgave.aanleiding,
        aard=opgave.aard,
        toelichting=opgave.toelichting,
        betrokkenen=list(melding.betrokkenen),
        politie=politie,
        bevindingen=list(melding.bevindingen),
        proefbericht=opgave.proefbericht,
    )


def geregistreerd(melding: Melding, opgave: Opgave) -> MelderGeregistreerdV1:
    """The melder for notification; nothing of the family."""
    who = melding.melder.opgave
    return _geregistreerd(
        melding_id=melding.id,
        nummer=melding.nummer,
        versie=FIRST_VERSION,
        soort=melding.melder.soort,
        urgentie=melding.estimate.urgentie,
        ontvangen_op=melding.ontvangen_op,
        partner=melding.afzender.partner,
        bericht_id=melding.afzender.bericht_id,
        kenmerk=melding.melder.kenmerk,
        naam=who.naam,
        organisatie=who.organisatie,
        email=who.email,
        telefoon=who.telefoon,
        proefbericht=opgave.proefbericht,
    )


def status(melding: Melding, opgave: Opgave) -> MeldingStatusV1:
    """The fact that it was received."""
    return _status(
        melding_id=melding.id,
        nummer=melding.nummer,
        versie=FIRST_VERSION,
        schrijver=SCHRIJVER,
        moment=Moment.ONTVANGEN,
        op=melding.ontvangen_op,
        urgentie=melding.estimate.urgentie,
        proefbericht=opgave.proefbericht,
    )


def geaccepteerd(melding: Melding) -> AanleveringGeaccepteerdV1:
    """The answer to the partner: number, urgency, and what was set apart."""
    return _geaccepteerd(
        bericht_id=melding.afzender.bericht_id,
        melding_id=melding.id,
        nummer=melding.nummer,
        ontvangen_op=melding.ontvangen_op,
        urgentie=melding.estimate.urgentie,
        kanaal=melding.afzender.kanaal,
        kenmerk=melding.melder.kenmerk,
        bevindingen=list(melding.bevindingen),
    )
