"""Zicht op veiligheid: from when VT answers for the safety, and how often it looks.

VT is responsible from the moment it knows of urgency; else from the end of triage; and if triage is
late, from the moment it became late (Kwaliteitskader Veilig Thuis: zicht op veiligheid; S3, note 7).
Every waiting case has an agreed frequency and manner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from vt_contracts.codes import Urgentie

from triage.domain.weigering import Weigering


class Wijze(StrEnum):
    """How VT keeps an eye on the safety."""

    TELEFONISCH = "telefonisch"
    HUISBEZOEK = "huisbezoek"
    VIA_PROFESSIONAL = "via-professional"
    VIA_POLITIE = "via-politie"


@dataclass(frozen=True, slots=True)
class Afspraak:
    """How often, in days, and in what manner."""

    dagen: int
    wijze: Wijze


STANDAARD: Mapping[Urgentie, Afspraak] = {
    Urgentie.ACUUT: Afspraak(1, Wijze.TELEFONISCH),
    Urgentie.HOOG: Afspraak(3, Wijze.TELEFONISCH),
    Urgentie.REGULIER: Afspraak(7, Wijze.TELEFONISCH),
}
"""What holds until a person agrees otherwise (default)."""


@dataclass(frozen=True, slots=True)
class Zicht:
    """What was agreed about a melding (None: the default by its urgency), and the last contact."""

    melding_id: UUID
    version: int = 0
    afspraak: Afspraak | None = None
    afgesproken_door: str | None = None
    afgesproken_op: datetime | None = None
    laatste_contact_op: datetime | None = None
    laatste_contact_door: str | None = None


def agree(zicht: Zicht, afspraak: Afspraak, who: str, now: datetime) -> Zicht:
    """`who` agreed on another frequency or manner."""
    return replace(
        zicht,
        version=zicht.version + 1,
        afspraak=afspraak,
        afgesproken_door=who,
        afgesproken_op=now,
    )


def contact(zicht: Zicht, op: datetime, who: str, now: datetime) -> Zicht | Weigering:
    """There was contact at `op`; one that is recorded late changes nothing of a later one."""
    if op > now:
        return Weigering("Een contactmoment ligt niet in de toekomst.", "op")
    last = zicht.laatste_contact_op
    if last is not None and op <= last:
        return replace(zicht, version=zicht.version + 1)
    return replace(
        zicht, version=zicht.version + 1, laatste_contact_op=op, laatste_contact_door=who
    )


def responsible_while_waiting(
    known: datetime | None, urgentie: Urgentie, moment: datetime
) -> datetime | None:
    """Since when VT is responsible for what waits for a decision; `moment`: it is this urgent.

    None for what is not urgent: then only once triage is late.
    """
    return moment if known is None and urgentie is not Urgentie.REGULIER else known


def responsible_since(
    known: Iterable[datetime | None],
    urgentie: Urgentie,
    ontvangen_op: datetime,
    triage_ended: datetime,
) -> datetime:
    """Since when VT is responsible after triage: the first moment that clocks kept.

    Without a clock rules decided at once: then from receipt when urgent, else from the decision.
    """
    moments = [moment for moment in known if moment is not None]
    if moments:
        return min(moments)
    return triage_ended if urgentie is Urgentie.REGULIER else ontvangen_op
