"""Under which keys a mention is kept and sought. Every key is a row, so there are few.

A key only proposes candidates; `comparing` decides. All must stay selective with a million persons
stored, so each holds a BSN, an address, or a birth date (or year) with a name by its sound.
"""

from __future__ import annotations

from collections.abc import Sequence

from vt_contracts.melding import Betrokkene

from triage.domain.matching import names
from triage.domain.matching.persons import household


def keys(betrokkenen: Sequence[Betrokkene]) -> dict[str, str]:
    """Every key of these mentions, in the clear: they must be hashed to be kept.

    `b` BSN; `h` household; `s` birth date and surname; `j` birth year, surname and first name (who
    has a wrong or partial date). A name of several parts has a key for each, so that any of them is
    enough. The value of a key is what it lies near: keys with one such value are kept beside each
    other, so that to seek them all is hardly more than to seek one ("" for a key that stands alone).
    """
    found: dict[str, str] = {}
    for one in betrokkenen:
        if one.bsn is not None:
            found["b" + one.bsn] = ""
        if (lives := household(one.adres)) is not None:
            found["h" + lives] = ""
        born = one.geboortedatum
        if one.geslachtsnaam is None or born is None or born[:4] in ("0000", "9999"):
            continue
        first = names.given(one.voornamen).code if one.voornamen else None
        for code in names.surname(one.geslachtsnaam).codes:
            near = born[:4] + code
            if born[6:] != "00":
                found[f"s{born}{code}"] = near
            if first is not None:
                found[f"j{near}:{first}"] = near
    return found


def traceable(found: dict[str, str]) -> bool:
    """Whether there is a BSN or a household among these keys."""
    return any(key[0] in "bh" for key in found)
