"""What intake decides: the instant estimate, and which details of a melding can be used.

Pure: no I/O, no clock. Nothing here can refuse a melding for a detail; it sets the detail apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from stdnum.iso7064 import mod_11_10
from vt_contracts.codes import Antwoord, Hoedanigheid, Kanaal, MelderSoort, Urgentie, Voorselectie
from vt_contracts.contract import validated
from vt_contracts.events.aanlevering import AdresOpgave, BetrokkeneOpgave, MelderOpgave
from vt_contracts.melding import Adres, Betrokkene, Bevinding, Signalen
from vt_contracts.values import (
    BSN_ONBEKEND,
    BSN_ONGEBOREN,
    bsn_fault,
    geboortedatum_fault,
    gemeentecode_fault,
    normal_postcode,
    postcode_fault,
)

SIGNALEN = tuple(Signalen.model_fields)
"""The names of the signals that make a melding acuut."""
_answers = attrgetter(*SIGNALEN)
_adres = validated(Adres)
_betrokkene = validated(Betrokkene)


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


class Afzender(NamedTuple):
    """Who delivered a melding: the channel, the system, and how its messages are told apart."""

    kanaal: Kanaal
    bron: str
    partner: str | None
    bericht_id: str


class Melder(NamedTuple):
    """Who reports, and as what; the family never reads this."""

    soort: MelderSoort
    hoedanigheid: Hoedanigheid
    opgave: MelderOpgave
    kenmerk: str | None


class Melding(NamedTuple):
    """An accepted melding as intake keeps it."""

    id: UUID
    nummer: str
    afzender: Afzender
    melder: Melder
    ontvangen_op: datetime
    estimate: Estimate
    betrokkenen: tuple[Betrokkene, ...]
    bevindingen: tuple[Bevinding, ...]
    proefbericht: bool


class Recognition(Enum):
    """Whether a message id was seen before, and with what content."""

    NEW = auto()
    REPEAT = auto()
    OTHER_CONTENT = auto()


def recognise(known_hash: bytes | None, content_hash: bytes) -> Recognition:
    """The same id with the same content is a repeat; with other content a person must look."""
    if known_hash is None:
        return Recognition.NEW
    return Recognition.REPEAT if known_hash == content_hash else Recognition.OTHER_CONTENT


def estimate(
    signalen: Signalen,
    *,
    medewerker_acuut: bool = False,
    voorselectie: Voorselectie | None = None,
    tekst: TekstSignalen = GEEN_TEKST,
) -> Estimate:
    """The instant estimate: any signal answered *ja* makes a melding acuut (domain, Urgency).

    So does one that the text certainly tells of, unless it was answered *nee*: then a person looks
    at once, as at one that the text possibly tells of and that is *onbekend*. Police pre-selection
    *ernstig* makes it at least hoog. Everything here raises; *onbekend* does not lower, it is triage
    that asks a person about it.
    """
    known = _answered(signalen, medewerker_acuut, voorselectie)
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
    signalen: Signalen, medewerker_acuut: bool, voorselectie: Voorselectie | None
) -> Estimate:
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


def checked_betrokkenen(
    opgaven: Sequence[BetrokkeneOpgave],
) -> tuple[tuple[Betrokkene, ...], tuple[Bevinding, ...]]:
    """The persons with only usable details, and a bevinding for each detail set apart."""
    betrokkenen: list[Betrokkene] = []
    bevindingen: list[Bevinding] = []
    for i, opgave in enumerate(opgaven):
        faults: Faults = []
        betrokkenen.append(_checked(opgave, faults))
        for veld, tekst in faults:
            bevindingen.append(Bevinding(veld=f"betrokkenen.{i}.{veld}", tekst=tekst))
    return tuple(betrokkenen), tuple(bevindingen)


Faults = list[tuple[str, str]]
"""What is wrong with one person: the field's path in it, and why."""


def _checked(opgave: BetrokkeneOpgave, faults: Faults) -> Betrokkene:
    bsn = opgave.bsn
    bsn_apart = None
    if bsn is not None and (fault := bsn_fault(bsn)) is not None:
        if bsn not in (BSN_ONBEKEND, BSN_ONGEBOREN):
            faults.append(("bsn", fault))
        bsn, bsn_apart = None, bsn
    geboortedatum = opgave.geboortedatum
    if geboortedatum is not None and (fault := geboortedatum_fault(geboortedatum)) is not None:
        faults.append(("geboortedatum", fault))
        geboortedatum = None
    return _betrokkene(
        rol=opgave.rol,
        bsn=bsn,
        bsn_opgegeven=bsn_apart,
        voornamen=opgave.voornamen,
        voorletters=opgave.voorletters,
        voorvoegsel=opgave.voorvoegsel,
        geslachtsnaam=opgave.geslachtsnaam,
        geboortedatum=geboortedatum,
        geslacht=opgave.geslacht,
        telefoon=opgave.telefoon,
        adres=None if opgave.adres is None else _address(opgave.adres, faults),
    )


def _address(opgave: AdresOpgave, faults: Faults) -> Adres:
    postcode = opgave.postcode
    if postcode is not None:
        if (fault := postcode_fault(postcode)) is not None:
            faults.append(("adres.postcode", fault))
            postcode = None
        else:
            postcode = normal_postcode(postcode)
    gemeentecode = opgave.gemeentecode
    if gemeentecode is not None and (fault := gemeentecode_fault(gemeentecode)) is not None:
        faults.append(("adres.gemeentecode", fault))
        gemeentecode = None
    return _adres(
        straat=opgave.straat,
        huisnummer=opgave.huisnummer,
        postcode=postcode,
        plaats=opgave.plaats,
        gemeentecode=gemeentecode,
        geheim=opgave.geheim,
    )


def meldingsnummer(year: int, sequence: int) -> str:
    """A number that can be read over the phone, such as `VT-2026-0000123-4`.

    The last digit is a check digit (ISO 7064 MOD 11,10), which finds every single wrong digit.
    """
    digits = f"{year}{sequence:07d}"
    return f"VT-{year}-{sequence:07d}-{mod_11_10.calc_check_digit(digits)}"
