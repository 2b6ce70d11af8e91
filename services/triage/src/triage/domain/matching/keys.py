"""Under which keys a mention is kept and sought. Every key is a row, so there are few.

A key only proposes candidates; `comparing` decides. All must stay selective with a million persons
stored, so each holds a BSN, an address, or a birth date (or year) with a name by its sound.
"""

from __future__ import annotations

from collections.abc import Sequence

from vt_contracts.melding import Betrokkene

from triage.domain.matching import names
from triage.domain.matching.persons import household


def keys(betrokkenen: Sequence[Betrokkene]) -> list[str]:
    """Every key of these mentions, each once, in the clear: they must be hashed to be kept.

    `b` BSN; `s` birth date and surname; `f` birth date and first name (who changed surname);
    `j` birth year, surname and first name (who has a wrong or partial date); `h` household.
    A name of several parts has a key for each, so that any of them is enough.
    """
    found: dict[str, None] = {}
    for one in betrokkenen:
        if one.bsn is not None:
            found["b" + one.bsn] = None
        if (lives := household(one.adres)) is not None:
            found["h" + lives] = None
        born = one.geboortedatum
        if born is None or born[:4] in ("0000", "9999"):
            continue
        codes = names.surname(one.geslachtsnaam).codes if one.geslachtsnaam else ()
        first = names.given(one.voornamen).code if one.voornamen else None
        whole = born[6:] != "00"
        if whole and first is not None:
            found[f"f{born}{first}"] = None
        for code in codes:
            if whole:
                found[f"s{born}{code}"] = None
            if first is not None:
                found[f"j{born[:4]}{code}:{first}"] = None
    return list(found)


def traceable(found: Sequence[str]) -> bool:
    """Whether there is a BSN or a household among these keys."""
    return any(key[0] in "bh" for key in found)
