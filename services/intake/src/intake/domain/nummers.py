"""Numbers that people read to each other over the phone."""

from __future__ import annotations

from stdnum.iso7064 import mod_11_10


def meldingsnummer(year: int, sequence: int) -> str:
    """The number of a melding, such as `VT-2026-0000123-4`."""
    return _numbered("VT", year, sequence)


def adviesnummer(year: int, sequence: int) -> str:
    """The number of an adviesvraag, such as `AV-2026-0000123-4`: nobody takes it for a melding."""
    return _numbered("AV", year, sequence)


def _numbered(kind: str, year: int, sequence: int) -> str:
    """The last digit is a check digit (ISO 7064 MOD 11,10), which finds every single wrong digit."""
    digits = f"{year}{sequence:07d}"
    return f"{kind}-{year}-{sequence:07d}-{mod_11_10.calc_check_digit(digits)}"
