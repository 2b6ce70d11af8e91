"""Numbers that people read to each other over the phone."""

from __future__ import annotations

from stdnum.iso7064 import mod_11_10


def meldingsnummer(year: int, sequence: int) -> str:
    """A number that can be read over the phone, such as `VT-2026-0000123-4`.

    The last digit is a check digit (ISO 7064 MOD 11,10), which finds every single wrong digit.
    """
    digits = f"{year}{sequence:07d}"
    return f"VT-{year}-{sequence:07d}-{mod_11_10.calc_check_digit(digits)}"
