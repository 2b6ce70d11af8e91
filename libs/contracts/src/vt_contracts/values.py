"""Values with rules of their own: BSN, partial birth date, postcode, gemeente code.

Each has a `…_fault` function that returns a Dutch sentence for a person, or None when all is well,
so that one rule serves both strict types and lenient intake (which keeps an odd detail apart and
reports it back, and never bounces a melding for it).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

BSN_ONBEKEND = "000000000"
BSN_ONGEBOREN = "999999999"
GEBOORTEDATUM_ONGEBOREN = "99999999"
GEBOORTEDATUM_ONBEKEND = "00000000"

_POSTCODE = re.compile(r"([1-9][0-9]{3}) ?([A-Z]{2})", re.ASCII)
_GEMEENTECODE = re.compile(r"GM[0-9]{4}", re.ASCII)
_UNUSED_LETTERS = frozenset({"SA", "SD", "SS"})


def bsn_fault(value: str) -> str | None:
    """Why `value` cannot be used as a BSN, or None: nine digits that pass the elfproef.

    The elfproef weighs the digits 9, 8 … 2, -1; the sum must be a multiple of eleven. The codes for
    *unknown* and *unborn* are not usable as a key either, and say so.
    """
    if len(value) != 9 or not (value.isascii() and value.isdigit()):
        return "een BSN heeft precies negen cijfers"
    if value == BSN_ONBEKEND:
        return "000000000 betekent dat het BSN onbekend is"
    if value == BSN_ONGEBOREN:
        return "999999999 betekent dat het kind nog niet geboren is"
    a, b, c, d, e, f, g, h, i = value.encode()
    weighed = 9 * a + 8 * b + 7 * c + 6 * d + 5 * e + 4 * f + 3 * g + 2 * h - i - _ZEROS
    return "het BSN voldoet niet aan de elfproef" if weighed % 11 else None


_ZEROS = ord("0") * (9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 - 1)
"""What nine zeros weigh as bytes."""


def geboortedatum_fault(value: str) -> str | None:
    """Why `value` is no birth date, or None: JJJJMMDD, JJJJMM00, JJJJ0000, 00000000 or 99999999."""
    if len(value) != 8 or not (value.isascii() and value.isdigit()):
        return "een geboortedatum heeft acht cijfers: JJJJMMDD, JJJJMM00 of JJJJ0000"
    if value in (GEBOORTEDATUM_ONGEBOREN, GEBOORTEDATUM_ONBEKEND):
        return None
    year, month, day = int(value[:4]), int(value[4:6]), int(value[6:])
    if year < 1850:
        return "het geboortejaar ligt voor 1850"
    if month == 0:
        return None if day == 0 else "een dag zonder maand kan niet"
    if month > 12:
        return "de maand bestaat niet"
    if day <= 28:  # 00 included: the day is not known
        return None
    return None if day <= monthrange(year, month)[1] else "deze dag bestaat niet in die maand"


def youngest_birth_date(value: str) -> date | None:
    """The latest date that a partial birth date can mean (the youngest age); None when unknown.

    Default of the domain: a partial date is read as the youngest age possible. An unborn child has
    no birth date and gives None.
    """
    if value in (GEBOORTEDATUM_ONGEBOREN, GEBOORTEDATUM_ONBEKEND):
        return None
    year, month, day = int(value[:4]), int(value[4:6]) or 12, int(value[6:])
    if day:
        return date(year, month, day)
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - _ONE_DAY


_ONE_DAY = date(2000, 1, 2) - date(2000, 1, 1)


def postcode_fault(value: str) -> str | None:
    """Why `value` is no Dutch postcode, or None: four digits, two letters, not SA, SD or SS."""
    match = _POSTCODE.fullmatch(value.strip().upper())
    if match is None:
        return "een postcode heeft vier cijfers en twee letters, bijvoorbeeld 6211 AB"
    return "deze postcode kan niet bestaan" if match[2] in _UNUSED_LETTERS else None


def normal_postcode(value: str) -> str:
    """`value` as `1234AB`; only for a value without a postcode fault."""
    return value.strip().upper().replace(" ", "")


def gemeentecode_fault(value: str) -> str | None:
    """Why `value` has not the form of a CBS gemeente code (GM and four digits), or None."""
    return None if _GEMEENTECODE.fullmatch(value) else "een gemeentecode is GM met vier cijfers"


def _bsn(value: str) -> str:
    return _refuse(value, bsn_fault(value))


def _geboortedatum(value: str) -> str:
    return _refuse(value, geboortedatum_fault(value))


def _postcode(value: str) -> str:
    return normal_postcode(_refuse(value, postcode_fault(value)))


def _gemeentecode(value: str) -> str:
    return _refuse(value, gemeentecode_fault(value))


def _refuse(value: str, fault: str | None) -> str:
    if fault is not None:
        raise ValueError(fault)
    return value


Bsn = Annotated[str, AfterValidator(_bsn)]
"""A usable BSN: nine digits, elfproef passed, neither *unknown* nor *unborn*."""
Geboortedatum = Annotated[str, AfterValidator(_geboortedatum)]
"""A possibly partial birth date of eight digits."""
Postcode = Annotated[str, AfterValidator(_postcode)]
"""A Dutch postcode, normalised to `1234AB`."""
Gemeentecode = Annotated[str, AfterValidator(_gemeentecode)]
"""A CBS gemeente code such as `GM0935`; its existence is the registry's to know."""
