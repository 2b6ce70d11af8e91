"""What intake's handlers need from storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.unit import Unit

from intake.domain.adviesvraag import Adviesvraag
from intake.domain.melding import Afzender, Melding, Stored


class Sent(NamedTuple):
    """How a sender names one of its messages."""

    sender: str
    message_id: str


class Kept(NamedTuple):
    """What the inbox knows of a message: the hash of its content and the melding it became."""

    content_hash: bytes
    melding_id: UUID | None


class Numbered(NamedTuple):
    """The melding with a number, and its source."""

    bron: str
    melding_id: UUID


class Asked(NamedTuple):
    """What a batch asks about earlier messages: their ids, police events, meldingsnummers."""

    messages: Sequence[Sent]
    gebeurtenissen: Sequence[bytes] = ()
    nummers: Sequence[str] = ()


class Earlier(NamedTuple):
    """What is known of it; of an event the first melding about it."""

    inbox: Mapping[Sent, Kept]
    gebeurtenissen: Mapping[bytes, UUID]
    nummers: Mapping[str, Numbered]


class MeldingStore(Protocol):
    """Keeps meldingen and the inbox of message ids; reads in sets."""

    def gebeurtenis(self, bron: str, incidentnummer: str) -> bytes:
        """A keyed hash of how a police unit calls an event; says nothing to who reads it."""
        ...

    async def earlier(self, unit: Unit, asked: Asked) -> Earlier:
        """What is known of all that is asked, in one round trip."""
        ...

    async def next_sequences(self, unit: Unit, count: int) -> list[int]:
        """Fresh sequence numbers for meldingsnummers; gaps are fine."""
        ...

    async def numbers(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[UUID, tuple[str, Urgentie]]:
        """Number and urgency of kept meldingen."""
        ...

    async def stored(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Stored]:
        """Meldingen with their content."""
        ...

    def keep(self, unit: Unit, melding: Melding, content: bytes, loaded_version: int = 0) -> None:
        """Keeps a melding, new or in a new version, with its content as it came, sealed."""
        ...

    def keep_addition(
        self, unit: Unit, melding: Melding, afzender: Afzender, content: bytes, snapshot: bytes
    ) -> None:
        """Keeps what made this version of a melding, and the melding as it is with it; sealed."""
        ...

    def keep_code(self, unit: Unit, code: str, melding_id: UUID) -> None:
        """Keeps the keyed hash of a look-up code, and nothing else of it."""
        ...

    def remember(
        self, unit: Unit, sent: Sent, content_hash: bytes, melding_id: UUID, at: datetime
    ) -> None:
        """Notes a message id with the hash of its content."""
        ...

    def keep_status(self, unit: Unit, status: MeldingStatusV1) -> None:
        """Keeps what another service says of a melding, when it is newer."""
        ...


class AdviesStore(Protocol):
    """Keeps adviesvragen; reads in sets."""

    async def next_sequences(self, unit: Unit, count: int) -> list[int]:
        """Fresh sequence numbers for adviesnummers; gaps are fine."""
        ...

    async def adviesvragen(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, Adviesvraag]:
        """Those that are known of these."""
        ...

    def keep(self, unit: Unit, vraag: Adviesvraag, loaded_version: int) -> None:
        """Keeps an adviesvraag, new or in a new version; the advice sealed."""
        ...
