"""Which events tell of a melding, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from vt_contracts.codes import Kanaal, Moment, Urgentie
from vt_contracts.contract import validated
from vt_contracts.events.aanlevering import (
    AanleveringGeaccepteerdV1,
    AanleveringPolitiemeldingV1,
)
from vt_contracts.events.kanalen import (
    AanleveringAndereRegioV1,
    AanleveringStrategischeMeldingV1,
)
from vt_contracts.events.melding import (
    MelderGeregistreerdV1,
    MeldingOntvangenV1,
    MeldingStatusV1,
    PolitieGegevens,
)
from vt_contracts.melding import Bevinding, StrategischeGegevens
from vt_contracts.topics import (
    MELDER_GEREGISTREERD,
    MELDING_ONTVANGEN,
    MELDING_STATUS,
    aanlevering_antwoord,
    acuut,
)
from vt_messaging.records import Cause
from vt_messaging.unit import Unit

from intake.domain.melding import Afzender, Melding
from intake.translate.forms import Opgave, huiselijk_geweld_of_kindermishandeling

_ontvangen = validated(MeldingOntvangenV1)
_geregistreerd = validated(MelderGeregistreerdV1)
_status = validated(MeldingStatusV1)
_geaccepteerd = validated(AanleveringGeaccepteerdV1)
_politie = validated(PolitieGegevens)
_strategisch = validated(StrategischeGegevens)

SCHRIJVER = "intake"


def announce(unit: Unit, cause: Cause, melding: Melding, opgave: Opgave) -> None:
    """Emits what the other services need: the melding, the melder, the fact; answers the partner."""
    lane = acuut if melding.estimate.urgentie is Urgentie.ACUUT else str
    key = melding.id.bytes
    event_id = _event_id(melding)
    fast = acuut if melding.estimate.at_once else str
    unit.emit(cause, fast(MELDING_ONTVANGEN), key, ontvangen(melding, opgave), event_id)
    unit.emit(
        cause,
        lane(MELDER_GEREGISTREERD),
        key,
        geregistreerd(melding, opgave),
        f"{event_id}:melder",
    )
    unit.emit(
        cause,
        lane(MELDING_STATUS),
        key,
        status(melding, Moment.ONTVANGEN, melding.ontvangen_op),
        f"{event_id}:status",
    )
    if melding.afzender.partner is not None:
        unit.deliver(
            cause,
            aanlevering_antwoord(melding.afzender.partner),
            key,
            geaccepteerd(melding, melding.afzender, melding.bevindingen),
            f"{event_id}:geaccepteerd",
        )


def announce_addition(
    unit: Unit,
    cause: Cause,
    melding: Melding,
    snapshot: MeldingOntvangenV1,
    afzender: Afzender,
    bevindingen: Sequence[Bevinding],
) -> None:
    """Emits the new version and that it is there; answers the partner that added to it."""
    lane = acuut if melding.estimate.urgentie is Urgentie.ACUUT else str
    key = melding.id.bytes
    event_id = _event_id(melding)
    fast = acuut if melding.estimate.at_once else str
    unit.emit(cause, fast(MELDING_ONTVANGEN), key, snapshot, event_id)
    unit.emit(
        cause,
        lane(MELDING_STATUS),
        key,
        status(melding, Moment.AANGEVULD, unit.now),
        f"{event_id}:status",
    )
    if afzender.partner is not None:
        unit.deliver(
            cause,
            aanlevering_antwoord(afzender.partner),
            key,
            geaccepteerd(melding, afzender, bevindingen, versie=melding.version),
            f"{event_id}:geaccepteerd",
        )


def _event_id(melding: Melding) -> str:
    return f"{melding.id}:{SCHRIJVER}:{melding.version}"


def ontvangen(melding: Melding, opgave: Opgave) -> MeldingOntvangenV1:
    """The full melding for triage; nothing of the melder."""
    return _ontvangen(
        melding_id=melding.id,
        nummer=melding.nummer,
        versie=melding.version,
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
        verwijst_naar=melding.verwijst_naar,
        bevindingen=list(melding.bevindingen),
        proefbericht=melding.proefbericht,
        **_of_channel(opgave),
    )


def _of_channel(opgave: Opgave) -> dict[str, Any]:
    """What only this channel tells."""
    match opgave:
        case AanleveringPolitiemeldingV1():
            politie = _politie(
                incidentnummer=opgave.incidentnummer,
                mutatie=opgave.mutatie,
                voorselectie=opgave.voorselectie,
                eerder_bekend=opgave.eerder_bekend_bij_politie,
            )
            return {"politie": politie}
        case AanleveringStrategischeMeldingV1():
            strategisch = _strategisch(namens=opgave.namens, waarom=opgave.waarom)
            return {"strategisch": strategisch}
        case AanleveringAndereRegioV1():
            return {
                "voorgeschiedenis": opgave.voorgeschiedenis,
                "oorspronkelijk_ontvangen_op": opgave.oorspronkelijk_ontvangen_op,
            }
        case _:
            return {}


def geregistreerd(melding: Melding, opgave: Opgave) -> MelderGeregistreerdV1:
    """The melder for notification; nothing of the family.

    A citizen is no user of the website's system: they are reached themselves, not over its topic.
    """
    who = melding.melder.opgave
    afzender = melding.afzender
    over_topic = afzender.partner is not None and afzender.kanaal is not Kanaal.BURGER
    return _geregistreerd(
        melding_id=melding.id,
        nummer=melding.nummer,
        versie=melding.version,
        soort=melding.melder.soort,
        urgentie=melding.estimate.urgentie,
        ontvangen_op=melding.ontvangen_op,
        partner=afzender.partner if over_topic else None,
        bericht_id=afzender.bericht_id if over_topic else None,
        kenmerk=melding.melder.kenmerk,
        naam=who.naam,
        organisatie=who.organisatie,
        email=who.email,
        telefoon=who.telefoon,
        proefbericht=opgave.proefbericht,
    )


def status(melding: Melding, moment: Moment, at: datetime) -> MeldingStatusV1:
    """The fact that it was received, or added to."""
    return _status(
        melding_id=melding.id,
        nummer=melding.nummer,
        versie=melding.version,
        schrijver=SCHRIJVER,
        moment=moment,
        op=at,
        urgentie=melding.estimate.urgentie,
        proefbericht=melding.proefbericht,
    )


def geaccepteerd(
    melding: Melding,
    afzender: Afzender,
    bevindingen: Sequence[Bevinding],
    *,
    versie: int | None = None,
) -> AanleveringGeaccepteerdV1:
    """The answer to the partner: number, urgency, and what was set apart."""
    return _geaccepteerd(
        bericht_id=afzender.bericht_id,
        melding_id=melding.id,
        nummer=melding.nummer,
        ontvangen_op=melding.ontvangen_op,
        urgentie=melding.estimate.urgentie,
        kanaal=afzender.kanaal,
        kenmerk=melding.melder.kenmerk,
        bevindingen=list(bevindingen),
        versie=versie,
        proefbericht=melding.proefbericht or None,
    )
