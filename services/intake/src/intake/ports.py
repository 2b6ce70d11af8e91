"""What intake's handlers need from storage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.unit import Unit

from intake.domain.melding import Melding


class Sent(NamedTuple):
    """How a sender names one of its messages."""

    sender: str
    message_id: str


class Kept(NamedTuple):
    """What the inbox knows of a message: the hash of its content and the melding it became."""

    content_hash: bytes
    melding_id: UUID | None


class MeldingStore(Protocol):
    """Keeps meldingen and the inbox of message ids; reads in sets."""

    async def kept(self, unit: Unit, messages: Sequence[Sent]) -> dict[Sent, Kept]:
        """What the inbox knows of these messages."""
        ...

    async def next_sequences(self, unit: Unit, count: int) -> list[int]:
        """Fresh sequence numbers for meldingsnummers; gaps are fine."""
        ...

    async def numbers(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[UUID, tuple[str, Urgentie]]:
        """Number and urgency of kept meldingen."""
        ...

    def keep(self, unit: Unit, melding: Melding, content: bytes) -> None:
        """Keeps a new melding with its content as it came, sealed."""
        ...

    def remember(
        self, unit: Unit, sent: Sent, content_hash: bytes, melding_id: UUID, at: datetime
    ) -> None:
        """Notes a message id with the hash of its content."""
        ...

    def keep_status(self, unit: Unit, status: MeldingStatusV1) -> None:
        """Keeps what another service says of a melding, when it is newer."""
        ...
