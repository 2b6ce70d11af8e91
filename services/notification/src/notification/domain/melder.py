"""The melder: what must be known to decide, and what is kept sealed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from vt_contracts.codes import MelderSoort, Urgentie


class Contact(NamedTuple):
    """Who the melder is and how to reach them; kept sealed."""

    naam: str | None = None
    organisatie: str | None = None
    email: str | None = None
    telefoon: str | None = None


class Melder(NamedTuple):
    """What must be known of a melder to decide; `per_mail` says that a usable address is known."""

    versie: int
    soort: MelderSoort
    urgentie: Urgentie
    ontvangen_op: datetime
    partner: str | None = None
    bericht_id: str | None = None
    kenmerk: str | None = None
    per_mail: bool = False
    proefbericht: bool = False


def kept(melder: Melder, contact: Contact | None) -> Contact | None:
    """The contact details that this service will need; what nobody will use is not kept.

    A partner system is reached by its topic, and an anonymous melder by nobody.
    """
    if melder.partner is not None or melder.soort is MelderSoort.BURGER_ANONIEM:
        return None
    return contact


_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOMS}(?:\.{_ATOMS})*@(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*", re.ASCII)


def usable_address(email: str | None) -> bool:
    """Whether `email` has the plain form that every relay takes; if not, a person calls."""
    if email is None or len(email) > 254 or _ADDRESS.fullmatch(email) is None:
        return False
    return email.index("@") <= 64
