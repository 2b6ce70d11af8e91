"""The parts that several events share: signals, persons, findings."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from vt_contracts.codes import (
    Aanleiding,
    Aard,
    Antwoord,
    Geslacht,
    Procesregie,
    Rol,
    UitkomstOnderzoek,
    Vervolg,
)
from vt_contracts.contract import Gegevens, Kenmerk, StrikteGegevens, Tekst

# Intake holds every detail against the rules in `values` (elfproef, calendar). What has passed is
# held against its form alone on each further hop, which costs next to nothing.
CheckedBsn = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
CheckedGeboortedatum = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
CheckedPostcode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}[A-Z]{2}$")]
CheckedGemeentecode = Annotated[str, StringConstraints(pattern=r"^GM[0-9]{4}$")]


class Bevinding(Gegevens):
    """Something about one field that a person should know; never holds the value itself."""

    veld: str
    tekst: str


class Signalen(StrikteGegevens):
    """The signals that make a melding acuut (default list of the domain); yes, no or unknown."""

    gevaar_op_dit_moment: Antwoord = Antwoord.ONBEKEND
    baby_of_peuter_met_letsel: Antwoord = Antwoord.ONBEKEND
    verwurging: Antwoord = Antwoord.ONBEKEND
    wapen: Antwoord = Antwoord.ONBEKEND
    doodsbedreiging: Antwoord = Antwoord.ONBEKEND
    ernstig_letsel: Antwoord = Antwoord.ONBEKEND
    seksueel_geweld_zojuist: Antwoord = Antwoord.ONBEKEND
    kind_alleen_met_gewelddadige_pleger: Antwoord = Antwoord.ONBEKEND
    kind_vermist: Antwoord = Antwoord.ONBEKEND
    suicidedreiging_ouder: Antwoord = Antwoord.ONBEKEND
    zwanger_slachtoffer: Antwoord = Antwoord.ONBEKEND
    dreigend_vertrek_dwang_of_verminking: Antwoord = Antwoord.ONBEKEND


class Adres(Gegevens):
    """A checked address; `geheim` means that it is never sent on."""

    straat: str | None = None
    huisnummer: str | None = None
    postcode: CheckedPostcode | None = None
    plaats: str | None = None
    gemeentecode: CheckedGemeentecode | None = None
    geheim: bool = False


class Betrokkene(Gegevens):
    """A person the melding is about, checked; `bsn_opgegeven` keeps an unusable BSN as given."""

    rol: Rol
    bsn: CheckedBsn | None = None
    bsn_opgegeven: str | None = None
    voornamen: str | None = None
    voorletters: str | None = None
    voorvoegsel: str | None = None
    geslachtsnaam: str | None = None
    geboortedatum: CheckedGeboortedatum | None = None
    geslacht: Geslacht = Geslacht.ONBEKEND
    telefoon: str | None = None
    adres: Adres | None = None


class EerdereMelding(StrikteGegevens):
    """An earlier melding in another region and what was decided: codes, and text where needed."""

    nummer: Kenmerk | None = None
    ontvangen_op: AwareDatetime
    aanleiding: Annotated[list[Aanleiding], Field(max_length=9)] = []
    aard: Annotated[list[Aard], Field(max_length=11)] = []
    vervolg: Vervolg | None = None
    besloten_op: AwareDatetime | None = None
    uitkomst: Annotated[list[UitkomstOnderzoek], Field(max_length=8)] = []
    toelichting: Tekst = ""


class StrategischeGegevens(Gegevens):
    """Why a procesregisseur brings a melding that goes before others, and for whom they work."""

    namens: Procesregie
    waarom: str
