"""What a partner publishes on `aanlevering.<partner>.v1`, and what comes back to that partner.

Strict in form (an unknown or wrongly typed field is refused, all of them named at once) and lenient
in detail: BSN, birth date, postcode and gemeente are plain text here. A wrong one is kept apart as
given and reported back as a bevinding; it never bounces a melding.
Who sent it follows from the topic or the token, never from a field.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from vt_contracts.codes import (
    Aanleiding,
    Aard,
    Antwoord,
    Geslacht,
    Hoedanigheid,
    Kanaal,
    MelderSoort,
    Rol,
    Urgentie,
    Voorselectie,
)
from vt_contracts.contract import Kenmerk, Regel, StrikteGegevens, Tekst, contract
from vt_contracts.melding import Bevinding, Signalen

Opgave = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f]*$")]
"""A detail as given, not yet judged: at most 40 characters."""

BerichtId = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
"""How a sender names one of its messages, or the meldingsnummer that it got for it."""


class AdresOpgave(StrikteGegevens):
    """An address as the melder knows it."""

    straat: Regel | None = None
    huisnummer: Opgave | None = None
    postcode: Opgave | None = None
    plaats: Regel | None = None
    gemeentecode: Opgave | None = None
    geheim: bool = False


class BetrokkeneOpgave(StrikteGegevens):
    """A person the melding is about, as the melder knows them; only `rol` is required."""

    rol: Rol
    bsn: Opgave | None = None
    voornamen: Regel | None = None
    voorletters: Opgave | None = None
    voorvoegsel: Opgave | None = None
    geslachtsnaam: Regel | None = None
    geboortedatum: Opgave | None = None
    geslacht: Geslacht = Geslacht.ONBEKEND
    telefoon: Opgave | None = None
    adres: AdresOpgave | None = None


class MelderOpgave(StrikteGegevens):
    """Who reports and how to reach them; for police this is the wijkagent."""

    naam: Regel | None = None
    functie: Regel | None = None
    organisatie: Regel | None = None
    email: (
        Annotated[
            str, Field(max_length=254, pattern=r"^[^@\s\x00-\x1f<>,;:]+@[^@\s\x00-\x1f<>,;:]+$")
        ]
        | None
    ) = None
    telefoon: Opgave | None = None


class MeldingOpgave(StrikteGegevens):
    """What every channel asks; signals default to *onbekend*, which is never read as *nee*.

    `verwijst_naar` names an earlier melding of the same sender about the same event: by the id of
    its message, or by its number. It is linked, never merged.
    """

    signalen: Signalen = Signalen()
    huiselijk_geweld_of_kindermishandeling: Antwoord = Antwoord.ONBEKEND
    aanleiding: Annotated[list[Aanleiding], Field(max_length=9)] = []
    aard: Annotated[list[Aard], Field(max_length=11)] = []
    toelichting: Tekst = ""
    gebeurtenis_op: AwareDatetime | None = None
    betrokkenen: Annotated[list[BetrokkeneOpgave], Field(min_length=1, max_length=50)]
    verwijst_naar: BerichtId | None = None
    proefbericht: bool = False


@contract("aanlevering.politiemelding", 1)
class AanleveringPolitiemeldingV1(MeldingOpgave):
    """A police melding, or a zorgmelding that may not be about HG or KM."""

    incidentnummer: Kenmerk
    wijkagent: MelderOpgave
    mutatie: Tekst = ""
    voorselectie: Voorselectie | None = None
    eerder_bekend_bij_politie: Antwoord = Antwoord.ONBEKEND


@contract("aanlevering.professionele-melding", 1)
class AanleveringProfessioneleMeldingV1(MeldingOpgave):
    """A melding by a professional bound by the meldcode."""

    melder: MelderOpgave
    hoedanigheid: Hoedanigheid
    meldcode_stappen: Annotated[list[Annotated[int, Field(ge=1, le=5)]], Field(max_length=5)] = []
    dossiernummer: Kenmerk | None = None


@contract("aanlevering.telefonische-melding", 1)
class AanleveringTelefonischeMeldingV1(MeldingOpgave):
    """A melding that a frontoffice medewerker types during the call.

    `acuut` is the medewerker's own instant estimate; it can raise the urgency, never lower it.
    `ontvangen_op` is for what was written on paper and is typed in later: the clocks run from it.
    Long ago it needs a reason.
    """

    melder: MelderOpgave
    melder_soort: MelderSoort
    hoedanigheid: Hoedanigheid
    acuut: bool = False
    ontvangen_op: AwareDatetime | None = None
    ontvangen_op_reden: Annotated[Regel, Field(min_length=1)] | None = None


@contract("aanlevering.geaccepteerd", 1)
class AanleveringGeaccepteerdV1(StrikteGegevens):
    """Your message is a melding now: its number, its urgency, and odd details we set apart.

    `versie` is set when your message added to a melding: the version that it became.
    `proefbericht` is set on a test message.
    """

    bericht_id: str
    melding_id: UUID
    nummer: str
    ontvangen_op: AwareDatetime
    urgentie: Urgentie
    kanaal: Kanaal
    kenmerk: str | None = None
    bevindingen: list[Bevinding] = []
    versie: int | None = None
    proefbericht: bool | None = None


@contract("aanlevering.geweigerd", 1)
class AanleveringGeweigerdV1(StrikteGegevens):
    """Your message could not be read as a melding; every reason at once.

    A person at Veilig Thuis sees it too. Send a corrected message under a new id.
    """

    bericht_id: str | None
    topic: str
    partitie: int
    offset: int
    redenen: list[Bevinding]
