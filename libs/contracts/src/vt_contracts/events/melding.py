"""The events between our own services. A reader ignores fields it does not know."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from vt_contracts.codes import (
    Aanleiding,
    Aard,
    Antwoord,
    Hoedanigheid,
    Kanaal,
    Klok,
    MelderSoort,
    Moment,
    Urgentie,
    Vervolg,
    Voorselectie,
)
from vt_contracts.contract import Gegevens, contract
from vt_contracts.melding import (
    Betrokkene,
    Bevinding,
    EerdereMelding,
    Signalen,
    StrategischeGegevens,
)


class OverMelding(Gegevens):
    """Which melding an event is about, and the writer's version of it (1, 2, 3 …)."""

    melding_id: UUID
    nummer: str
    versie: int


class PolitieGegevens(Gegevens):
    """What only the police know."""

    incidentnummer: str
    mutatie: str = ""
    voorselectie: Voorselectie | None = None
    eerder_bekend: Antwoord = Antwoord.ONBEKEND


@contract("melding.ontvangen", 1)
class MeldingOntvangenV1(OverMelding):
    """A melding as intake keeps it, with the instant estimate; without the melder's identity.

    `verwijst_naar` is the id of an earlier melding about the same event. `voorgeschiedenis` and
    `oorspronkelijk_ontvangen_op` come with a melding that another region hands over.
    `signalen_uit_tekst` names signals that free text added, `mogelijke_signalen` those that a person
    must look at at once, both by the named version of intake's `woordenlijst`; `signalen` is as it
    was filled in.
    """

    kanaal: Kanaal
    bron: str
    hoedanigheid: Hoedanigheid
    ontvangen_op: AwareDatetime
    gebeurtenis_op: AwareDatetime | None = None
    urgentie: Urgentie
    urgentie_redenen: list[str] = []
    signalen: Signalen
    signalen_uit_tekst: list[str] = []
    mogelijke_signalen: list[str] = []
    woordenlijst: str | None = None
    huiselijk_geweld_of_kindermishandeling: Antwoord
    aanleiding: list[Aanleiding] = []
    aard: list[Aard] = []
    toelichting: str = ""
    betrokkenen: list[Betrokkene]
    politie: PolitieGegevens | None = None
    strategisch: StrategischeGegevens | None = None
    voorgeschiedenis: list[EerdereMelding] | None = None
    oorspronkelijk_ontvangen_op: AwareDatetime | None = None
    verwijst_naar: UUID | None = None
    bevindingen: list[Bevinding] = []
    proefbericht: bool = False


@contract("melder.geregistreerd", 1)
class MelderGeregistreerdV1(OverMelding):
    """The melder and how to reach them; nothing about the family.

    `partner` and `bericht_id` are set when the melder is reached over a partner's answer topic.
    """

    soort: MelderSoort
    urgentie: Urgentie
    ontvangen_op: AwareDatetime
    partner: str | None = None
    bericht_id: str | None = None
    kenmerk: str | None = None
    naam: str | None = None
    organisatie: str | None = None
    email: str | None = None
    telefoon: str | None = None
    proefbericht: bool = False


@contract("melding.getrieerd", 1)
class MeldingGetrieerdV1(OverMelding):
    """The decision of triage and what the addressee of an overdracht needs."""

    vervolg: Vervolg
    urgentie: Urgentie
    ontvangen_op: AwareDatetime
    besloten_op: AwareDatetime
    besloten_door: str
    regelset: str
    regels: list[str] = []
    reden: str
    aanleiding: list[Aanleiding] = []
    aard: list[Aard] = []
    toelichting: str = ""
    risicofactoren: list[str] = []
    advies: str = ""
    betrokkenen: list[Betrokkene]
    proefbericht: bool = False


@contract("melding.status", 1)
class MeldingStatusV1(OverMelding):
    """A fact without persons: which moment, when, how urgent, with whom.

    `schrijver` names the service; versions count per melding and schrijver. `klok` says which one,
    with the moments of a clock alone.
    """

    schrijver: str
    moment: Moment
    op: AwareDatetime
    urgentie: Urgentie
    vervolg: Vervolg | None = None
    gemeente: str | None = None
    partij: str | None = None
    team: str | None = None
    politie_heeft_rol: bool = False
    klok: Klok | None = None
    proefbericht: bool = False
