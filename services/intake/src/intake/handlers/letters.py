"""A message as it came in, over whatever channel, and the answers to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_contracts.melding import Bevinding

from intake.domain.melding import Afzender
from intake.ports import Sent
from intake.translate.forms import Opgave


class Letter(NamedTuple):
    """A melding as it came in, over whatever channel: who, how they name it, what it says."""

    afzender: Afzender
    sent: Sent
    opgave: Opgave
    content: bytes

    @property
    def content_hash(self) -> bytes:
        """SHA-256 of the content, by which a repeat is told from another message."""
        return hashlib.sha256(self.content).digest()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a POST: the melding, made now or by an earlier POST with the same key."""

    melding_id: UUID
    nummer: str
    urgentie: Urgentie
    bevindingen: tuple[Bevinding, ...] = ()


OTHER_CONTENT = "dit bericht-id kwam eerder met een andere inhoud; een medewerker kijkt ernaar"
WRONG_FORM = "dit formulier hoort bij een ander soort partner; gebruik het uwe"


class OtherContent(Exception):  # noqa: N818  a fact about the request, not a fault of ours
    """The same Idempotency-Key came before with another body."""
