"""A message as it came in, over whatever channel, and the answers to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_contracts.melding import Bevinding

from intake.domain.melding import Afzender
from intake.ports import Sent
from intake.translate.forms import Opgave

F = TypeVar("F")


class LetterOf(NamedTuple, Generic[F]):
    """What came in: who sent it, how they name it, what it says."""

    afzender: Afzender
    sent: Sent
    opgave: F
    content: bytes

    @property
    def content_hash(self) -> bytes:
        """SHA-256 of the content, by which a repeat is told from another message."""
        return hashlib.sha256(self.content).digest()


Letter = LetterOf[Opgave]
"""A melding as it came in."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a POST: the melding, made now or by an earlier POST with the same key.

    `opzoekcode` is for an anonymous citizen alone, and is shown this once.
    """

    melding_id: UUID
    nummer: str
    urgentie: Urgentie
    bevindingen: tuple[Bevinding, ...] = ()
    opzoekcode: str | None = None
    versie: int = 1


OTHER_CONTENT = "dit bericht-id kwam eerder met een andere inhoud; een medewerker kijkt ernaar"
WRONG_FORM = "dit formulier hoort bij een ander soort partner; gebruik het uwe"
NO_SUCH_MELDING = "u hebt geen melding met dit bericht-id of nummer; een medewerker kijkt ernaar"
TOO_MUCH = "de melding wordt hiermee te groot; stuur een nieuwe melding die ernaar verwijst"


class OtherContent(Exception):  # noqa: N818  a fact about the request, not a fault of ours
    """The same Idempotency-Key came before with another body."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Nothing was kept: these fields must be corrected first."""

    bevindingen: tuple[Bevinding, ...]


class NotThere:
    """There is no such thing, or not for this caller."""


class TooMuch:
    """The melding would become too large to travel."""
