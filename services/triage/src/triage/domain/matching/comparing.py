"""Whether two mentions are of one person: for certain, likely, or not. With the reasons, as codes.

The rules are those of the domain, "Known family and linking", and the default that without a BSN
only name *and* whole birth date *and* address together are certain.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler
from vt_contracts.codes import Geslacht

from triage.domain.matching.persons import Persoon


class Zekerheid(IntEnum):
    """How sure it is that two mentions are of one; a likely one is for a person to say."""

    ANDERS = 0
    WAARSCHIJNLIJK = 1
    ZEKER = 2


class Blijkt(IntEnum):
    """What one detail says of two mentions."""

    TEGENSPRAAK = -1
    ONBEKEND = 0
    DEELS = 1
    """Agrees as far as both tell: initials, a year without a day."""
    BIJNA = 2
    """Agrees but for what a typist does."""
    GELIJK = 3


class Oordeel(NamedTuple):
    """The verdict, and the codes of what it rests on; codes hold nothing of the persons."""

    zekerheid: Zekerheid
    redenen: tuple[str, ...]


ANDERS = Oordeel(Zekerheid.ANDERS, ())
_ONE_TYPO, _TWO_TYPOS = 4, 8
"""From so many letters on a name may hold one or two typing errors (default)."""
ESTIMATED = ("0101", "0701")
"""The days that a birth date gets when only its year is known (default)."""
ALIKE = 0.93
"""From this Jaro-Winkler similarity on two names are one, misspelt (default)."""


class _Compared(NamedTuple):
    achternaam: Blijkt
    voornaam: Blijkt
    geboren: Blijkt
    adres: Blijkt
    geslacht: Blijkt


def compare(een: Persoon, ander: Persoon) -> Oordeel:
    """Whether these are one person. Symmetric."""
    if een.ongeboren or ander.ongeboren:
        return _unborn(een, ander)
    seen = _Compared(
        surnames(een.achternamen, ander.achternamen),
        first_names(een, ander),
        birth_dates(een.geboren, ander.geboren),
        _addresses(een.adres, ander.adres),
        _sexes(een.geslacht, ander.geslacht),
    )
    if een.bsn is not None and ander.bsn is not None:
        return _same_bsn(seen) if een.bsn == ander.bsn else _other_bsn(seen)
    return _without_bsn(seen, een.geboren)


def _same_bsn(seen: _Compared) -> Oordeel:
    """A BSN is certain, unless name and birth date both contradict: then somebody mistyped it."""
    # Within a family it is the first name that tells who is meant.
    name = seen.voornaam is Blijkt.TEGENSPRAAK or (
        seen.achternaam is Blijkt.TEGENSPRAAK and seen.voornaam < Blijkt.BIJNA
    )
    if name and seen.geboren is Blijkt.TEGENSPRAAK:
        return Oordeel(Zekerheid.WAARSCHIJNLIJK, ("bsn-gelijk", "naam-en-geboortedatum-anders"))
    return Oordeel(Zekerheid.ZEKER, ("bsn-gelijk",))


def _other_bsn(seen: _Compared) -> Oordeel:
    """Two BSNs are two persons, twins among them; only when all else agrees can one be wrong."""
    if seen.voornaam is seen.achternaam is seen.geboren is seen.adres is Blijkt.GELIJK:
        return Oordeel(Zekerheid.WAARSCHIJNLIJK, ("bsn-anders", *_reasons(seen)))
    return ANDERS


def _without_bsn(seen: _Compared, geboren: str | None) -> Oordeel:
    """Certain: name and whole birth date and address, the names tolerant of typing errors.

    Where an address is not known on one side, the names must be spelt the same, and the date must
    not be one of those that are given to people whose birth date is not known.
    """
    spelt = min(seen.achternaam, seen.voornaam)
    certain = (
        seen.geboren is Blijkt.GELIJK
        and seen.geslacht is not Blijkt.TEGENSPRAAK
        and (
            (seen.adres is Blijkt.GELIJK and spelt >= Blijkt.BIJNA)
            or (
                seen.adres is Blijkt.ONBEKEND
                and spelt is Blijkt.GELIJK
                and not (geboren or "").endswith(ESTIMATED)
            )
        )
    )
    if certain:
        return Oordeel(Zekerheid.ZEKER, _reasons(seen))
    return Oordeel(Zekerheid.WAARSCHIJNLIJK, _reasons(seen)) if _likely(seen) else ANDERS


def _likely(seen: _Compared) -> bool:
    """Whether a person should look: enough agrees, and what does not can be a slip or a change."""
    surname, first, born, home, sex = seen
    if born is Blijkt.TEGENSPRAAK:
        return False
    if born is Blijkt.GELIJK:
        if surname >= Blijkt.BIJNA:
            # Another first name at one address can be a nickname, or a twin.
            return first >= Blijkt.ONBEKEND or (home > 0 and sex > 0)
        # Somebody who took or left a partner's name. Elsewhere too many share a day and a name.
        return first >= Blijkt.BIJNA and home > 0 and sex >= 0
    if born is Blijkt.ONBEKEND:
        return surname >= Blijkt.BIJNA and first >= Blijkt.BIJNA and home > 0 and sex >= 0
    # A birth date with an error, or in part.
    if surname < Blijkt.BIJNA or sex < 0:
        return False
    return first >= Blijkt.BIJNA or (first is Blijkt.DEELS and home > 0)


def _unborn(een: Persoon, ander: Persoon) -> Oordeel:
    """An unborn child is joined to the child born later, or to itself, by a person alone."""
    if (
        _addresses(een.adres, ander.adres) is Blijkt.GELIJK
        and surnames(een.achternamen, ander.achternamen) >= Blijkt.ONBEKEND
        and _expected(een, ander)
    ):
        return Oordeel(Zekerheid.WAARSCHIJNLIJK, ("ongeboren", "adres-gelijk"))
    return ANDERS


def _expected(een: Persoon, ander: Persoon) -> bool:
    """Whether one can have become the other: born after it was named unborn, within a year."""
    unborn, other = (een, ander) if een.ongeboren else (ander, een)
    since = other.gemeld if other.ongeboren else other.geboren
    if since is None:
        return False
    years = int(since[:4]) - int(unborn.gemeld[:4])
    if other.ongeboren:
        return -1 <= years <= 1
    month = "12" if since[4:6] == "00" else since[4:6]
    return since[:4] + month >= unborn.gemeld[:6] and years <= 1


def surnames(een: tuple[str, ...], ander: tuple[str, ...]) -> Blijkt:
    """Any name of one against any name of the other: each is a name of the person."""
    if not een or not ander:
        return Blijkt.ONBEKEND
    if not set(een).isdisjoint(ander):
        return Blijkt.GELIJK
    if any(alike(one, other) for one in een for other in ander):
        return Blijkt.BIJNA
    return Blijkt.TEGENSPRAAK


def first_names(een: Persoon, ander: Persoon) -> Blijkt:
    """First names in any order; where one side has initials alone, those."""
    if een.voornamen and ander.voornamen:
        if een.voornamen[0] in ander.voornamen or ander.voornamen[0] in een.voornamen:
            return Blijkt.GELIJK
        if any(_alike_first(one, other) for one in een.voornamen for other in ander.voornamen):
            return Blijkt.BIJNA
        return Blijkt.TEGENSPRAAK
    if not een.voorletters or not ander.voorletters:
        return Blijkt.ONBEKEND
    shorter, longer = sorted((een.voorletters, ander.voorletters), key=len)
    return Blijkt.DEELS if longer.startswith(shorter) else Blijkt.TEGENSPRAAK


def _alike_first(een: str, ander: str) -> bool:
    """Misspelt, or the short form of the other: Alex of Alexander, Bert of Albert."""
    shorter, longer = sorted((een, ander), key=len)
    if len(shorter) >= 3 and (longer.startswith(shorter) or longer.endswith(shorter)):
        return True
    return alike(een, ander)


def alike(een: str, ander: str) -> bool:
    """Whether two names are one name with a typing error."""
    length = min(len(een), len(ander))
    if length < _ONE_TYPO:
        return een == ander
    allowed = 2 if length >= _TWO_TYPOS else 1
    if OSA.distance(een, ander, score_cutoff=allowed) <= allowed:
        return True
    return length > _ONE_TYPO and JaroWinkler.similarity(een, ander) >= ALIKE


def birth_dates(een: str | None, ander: str | None) -> Blijkt:
    """Whole dates, dates in part (00), and what a typist does: one digit, or day and month swapped."""
    if een is None or ander is None:
        return Blijkt.ONBEKEND
    if een == ander:
        return Blijkt.GELIJK if een[6:] != "00" else Blijkt.DEELS
    known = [(a, b) for a, b in zip(_parts(een), _parts(ander), strict=True) if a and b]
    if len(known) < 3:
        return Blijkt.DEELS if all(a == b for a, b in known) else Blijkt.TEGENSPRAAK
    if een[:4] == ander[:4] and een[4:6] == ander[6:] and een[6:] == ander[4:6]:
        return Blijkt.BIJNA
    # A digit of the decade makes a father of a son, so one error may not stand there.
    if een[:3] == ander[:3] and OSA.distance(een, ander, score_cutoff=1) <= 1:
        return Blijkt.BIJNA
    return Blijkt.TEGENSPRAAK


def _parts(date: str) -> tuple[str, str, str]:
    year, month, day = date[:4], date[4:6], date[6:]
    return year, "" if month == "00" else month, "" if day == "00" else day


def _addresses(een: str | None, ander: str | None) -> Blijkt:
    """People move: another address makes it less sure, and excludes nothing."""
    if een is None or ander is None:
        return Blijkt.ONBEKEND
    return Blijkt.GELIJK if een == ander else Blijkt.TEGENSPRAAK


def _sexes(een: Geslacht, ander: Geslacht) -> Blijkt:
    if Geslacht.ONBEKEND in (een, ander):
        return Blijkt.ONBEKEND
    return Blijkt.GELIJK if een is ander else Blijkt.TEGENSPRAAK


def _reasons(seen: _Compared) -> tuple[str, ...]:
    return tuple(
        f"{name.replace('geboren', 'geboortedatum')}-{_SAYS[value]}"
        for name, value in zip(_Compared._fields, seen, strict=True)
        if value is not Blijkt.ONBEKEND
    )


_SAYS = {
    Blijkt.TEGENSPRAAK: "anders",
    Blijkt.DEELS: "deels-gelijk",
    Blijkt.BIJNA: "bijna-gelijk",
    Blijkt.GELIJK: "gelijk",
}
