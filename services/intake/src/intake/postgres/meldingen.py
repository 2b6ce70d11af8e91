"""Intake's storage on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.changes import Table
from vt_messaging.schema import INBOX
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from intake.domain.melding import Melding
from intake.ports import Kept, Sent

MELDING = Table(
    "melding",
    {
        "id": "uuid",
        "version": "int",
        "nummer": "text",
        "kanaal": "text",
        "bron": "text",
        "bericht_id": "text",
        "ontvangen_op": "timestamptz",
        "urgentie": "text",
        "inhoud": "bytea",
        "proefbericht": "boolean",
        "recorded_at": "timestamptz",
    },
    ("id",),
)
STATUS = Table(
    "melding_status",
    {
        "melding_id": "uuid",
        "schrijver": "text",
        "version": "int",
        "moment": "text",
        "op": "timestamptz",
        "urgentie": "text",
        "vervolg": "text",
        "partij": "text",
    },
    ("melding_id", "schrijver"),
)


class PostgresMeldingStore:
    """`MeldingStore` on PostgreSQL; what a melding says is sealed with the service's key."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def kept(self, unit: Unit, messages: Sequence[Sent]) -> dict[Sent, Kept]:
        """What the inbox knows of these messages."""
        rows = await unit.db.fetch(
            "select sender, message_id, content_hash, about from inbox "
            "join unnest($1::text[], $2::text[]) u(s, m) on sender = s and message_id = m",
            [m.sender for m in messages],
            [m.message_id for m in messages],
        )
        return {Sent(r[0], r[1]): Kept(r[2], r[3]) for r in rows}

    async def next_sequences(self, unit: Unit, count: int) -> list[int]:
        """Fresh sequence numbers for meldingsnummers."""
        if not count:
            return []
        rows = await unit.db.fetch(
            "select nextval('meldingsnummer') from generate_series(1, $1)", count
        )
        return [r[0] for r in rows]

    async def numbers(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[UUID, tuple[str, Urgentie]]:
        """Number and urgency of kept meldingen."""
        if not melding_ids:
            return {}
        rows = await unit.db.fetch(
            "select id, nummer, urgentie from melding where id = any($1::uuid[])", melding_ids
        )
        return {r[0]: (r[1], Urgentie(r[2])) for r in rows}

    def keep(self, unit: Unit, melding: Melding, content: bytes) -> None:
        """Keeps a new melding with its content as it came, sealed."""
        afzender = melding.afzender
        unit.insert(
            MELDING,
            (
                melding.id, 1, melding.nummer, afzender.kanaal, afzender.bron,
                afzender.bericht_id, melding.ontvangen_op, melding.estimate.urgentie,
                self._vault.seal(content, melding.id.bytes), melding.proefbericht, unit.now,
            ),
        )  # fmt: skip

    def remember(
        self, unit: Unit, sent: Sent, content_hash: bytes, melding_id: UUID, at: datetime
    ) -> None:
        """Notes a message id with the hash of its content."""
        unit.insert(INBOX, (sent.sender, sent.message_id, content_hash, melding_id, at))

    def keep_status(self, unit: Unit, status: MeldingStatusV1) -> None:
        """Keeps what another service says of a melding, when it is newer."""
        unit.keep_newest(
            STATUS,
            (
                status.melding_id, status.schrijver, status.versie, status.moment,
                status.op, status.urgentie, status.vervolg, status.partij,
            ),
        )  # fmt: skip
