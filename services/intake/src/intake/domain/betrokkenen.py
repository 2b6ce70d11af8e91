"""Which details of the persons in a melding can be used; the others are set apart, never refused."""

from __future__ import annotations

from collections.abc import Sequence

from vt_contracts.contract import validated
from vt_contracts.events.aanlevering import AdresOpgave, BetrokkeneOpgave
from vt_contracts.melding import Adres, Betrokkene, Bevinding
from vt_contracts.values import (
    BSN_ONBEKEND,
    BSN_ONGEBOREN,
    bsn_fault,
    geboortedatum_fault,
    gemeentecode_fault,
    normal_postcode,
    postcode_fault,
)

_adres = validated(Adres)
_betrokkene = validated(Betrokkene)


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
