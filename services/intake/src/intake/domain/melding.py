"""A melding as intake keeps it, and whether a message was seen before."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Hoedanigheid, Kanaal, MelderSoort, Urgentie
from vt_contracts.events.aanlevering import MelderOpgave
from vt_contracts.melding import Betrokkene, Bevinding

from intake.domain.urgentie import Estimate


class Afzender(NamedTuple):
    """Who delivered a melding: the channel, the system, and how its messages are told apart."""

    kanaal: Kanaal
    bron: str
    partner: str | None
    bericht_id: str


class Melder(NamedTuple):
    """Who reports, and as what; the family never reads this."""

    soort: MelderSoort
    hoedanigheid: Hoedanigheid
    opgave: MelderOpgave
    kenmerk: str | None


class Melding(NamedTuple):
    """An accepted melding as intake keeps it.

    `gebeurtenis` is a keyed hash of what the police call the event, `verwijst_naar` an earlier
    melding about the same. `ontvangen_op` is when it reached Veilig Thuis, `vastgelegd_op` when
    this system heard of it.
    """

    id: UUID
    nummer: str
    afzender: Afzender
    melder: Melder
    ontvangen_op: datetime
    estimate: Estimate
    betrokkenen: tuple[Betrokkene, ...]
    bevindingen: tuple[Bevinding, ...]
    proefbericht: bool
    vastgelegd_op: datetime
    gebeurtenis: bytes | None = None
    verwijst_naar: UUID | None = None
    version: int = 1


class Stored(NamedTuple):
    """A melding as it is kept: `inhoud` as it came, `snapshot` what additions made of it (JSON)."""

    id: UUID
    version: int
    nummer: str
    kanaal: Kanaal
    bron: str
    bericht_id: str
    ontvangen_op: datetime
    urgentie: Urgentie
    proefbericht: bool
    vastgelegd_op: datetime
    gebeurtenis: bytes | None
    verwijst_naar: UUID | None
    inhoud: bytes
    snapshot: bytes | None


class Recognition(Enum):
    """Whether a message id was seen before, and with what content."""

    NEW = auto()
    REPEAT = auto()
    OTHER_CONTENT = auto()


def recognise(known_hash: bytes | None, content_hash: bytes) -> Recognition:
    """The same id with the same content is a repeat; with other content a person must look."""
    if known_hash is None:
        return Recognition.NEW
    return Recognition.REPEAT if known_hash == content_hash else Recognition.OTHER_CONTENT
