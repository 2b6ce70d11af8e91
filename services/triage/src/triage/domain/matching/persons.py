"""A person as a melding mentions them, ready to be compared; made only where there is a candidate."""

from __future__ import annotations

from typing import NamedTuple

from vt_contracts.codes import Geslacht
from vt_contracts.melding import Adres, Betrokkene
from vt_contracts.values import GEBOORTEDATUM_ONBEKEND, GEBOORTEDATUM_ONGEBOREN

from triage.domain.matching import names


class Persoon(NamedTuple):
    """One mention. Empty or None: not known. `geboren` is JJJJMMDD with 00 for unknown parts,
    `gemeld` the day of the mention as JJJJMMDD."""

    bsn: str | None
    achternamen: tuple[str, ...]
    voornamen: tuple[str, ...]
    voorletters: str
    geboren: str | None
    ongeboren: bool
    geslacht: Geslacht
    adres: str | None
    gemeld: str


def persoon(betrokkene: Betrokkene, gemeld: str) -> Persoon:
    """The mention of this betrokkene; a BSN was held against the elfproef by intake."""
    geboren = betrokkene.geboortedatum
    given = names.given(betrokkene.voornamen or "")
    return Persoon(
        bsn=betrokkene.bsn,
        achternamen=names.surname(betrokkene.geslachtsnaam or "").parts,
        voornamen=given.names,
        voorletters=names.initials(betrokkene.voorletters or betrokkene.voornamen or ""),
        geboren=None if geboren in _NO_DATE else geboren,
        ongeboren=geboren == GEBOORTEDATUM_ONGEBOREN,
        geslacht=betrokkene.geslacht,
        adres=household(betrokkene.adres),
        gemeld=gemeld,
    )


_NO_DATE = (None, GEBOORTEDATUM_ONBEKEND, GEBOORTEDATUM_ONGEBOREN)


def household(adres: Adres | None) -> str | None:
    """Postcode and house number, however written; None when not both are known.

    A secret address is no key: that somebody lives there must not show in what is decided about
    another melding.
    """
    if adres is None or adres.geheim or adres.postcode is None or adres.huisnummer is None:
        return None
    number = adres.huisnummer
    if not number.isdecimal():
        number = "".join(filter(str.isalnum, number.upper()))
        if not number[:1].isdecimal():
            return None
    return f"{adres.postcode}:{number}"
