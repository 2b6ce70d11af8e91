"""Intake's storage on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from vt_contracts.codes import Kanaal, Urgentie
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.changes import Table
from vt_messaging.schema import INBOX
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from intake.domain.melding import Afzender, Melding, Stored
from intake.ports import Asked, Earlier, Kept, Numbered, Sent

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
        "gebeurtenis": "bytea",
        "verwijst_naar": "uuid",
    },
    ("id",),
)
AANVULLING = Table(
    "aanvulling",
    {
        "melding_id": "uuid",
        "version": "int",
        "bron": "text",
        "bericht_id": "text",
        "inhoud": "bytea",
        "snapshot": "bytea",
        "recorded_at": "timestamptz",
    },
    ("melding_id", "version"),
)
OPZOEKCODE = Table(
    "opzoekcode",
    {"code_hash": "bytea", "melding_id": "uuid", "recorded_at": "timestamptz"},
    ("code_hash",),
)
EVENT_BYTES = 16
"""Half of the digest: no two events meet by chance, and the index over them stays small."""
_INBOX = (
    "select sender, message_id, content_hash, about from inbox "
    "join unnest($1::text[], $2::text[]) u(s, m) on sender = s and message_id = m"
)
_ABOUT_THE_SAME = (
    " union all (select distinct on (gebeurtenis) null, null, gebeurtenis, id from melding "
    "where gebeurtenis = any($3::bytea[]) "
    "order by gebeurtenis, recorded_at, verwijst_naar nulls first)"
)
_NUMBERED = " union all select bron, nummer, null, id from melding where nummer = any($4::text[])"
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

    def gebeurtenis(self, bron: str, incidentnummer: str) -> bytes:
        """A keyed hash of how a police unit calls an event."""
        return self._vault.digest(f"gebeurtenis:{bron}:{incidentnummer}")[:EVENT_BYTES]

    async def earlier(self, unit: Unit, asked: Asked) -> Earlier:
        """What is known of all that is asked, in one round trip."""
        messages = asked.messages
        arguments: list[object] = [
            [m.sender for m in messages],
            [m.message_id for m in messages],
        ]
        query = _INBOX
        if asked.gebeurtenissen or asked.nummers:
            query += _ABOUT_THE_SAME
            arguments.append(asked.gebeurtenissen)
        if asked.nummers:
            query += _NUMBERED
            arguments.append(asked.nummers)
        inbox: dict[Sent, Kept] = {}
        events: dict[bytes, UUID] = {}
        nummers: dict[str, Numbered] = {}
        for sender, name, content_hash, about in await unit.db.fetch(query, *arguments):
            if sender is None:
                events[content_hash] = about
            elif content_hash is None:
                nummers[name] = Numbered(sender, about)
            else:
                inbox[Sent(sender, name)] = Kept(content_hash, about)
        return Earlier(inbox, events, nummers)

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

    async def stored(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Stored]:
        """Meldingen with their content, opened."""
        if not melding_ids:
            return {}
        rows = await unit.db.fetch(
            "select m.*, a.snapshot from melding m left join aanvulling a "
            "on a.melding_id = m.id and a.version = m.version where m.id = any($1::uuid[])",
            melding_ids,
        )
        return {row["id"]: self._stored(row) for row in rows}

    def _stored(self, row: Any) -> Stored:
        about, snapshot = row["id"].bytes, row["snapshot"]
        return Stored(
            id=row["id"],
            version=row["version"],
            nummer=row["nummer"],
            kanaal=Kanaal(row["kanaal"]),
            bron=row["bron"],
            bericht_id=row["bericht_id"],
            ontvangen_op=row["ontvangen_op"],
            urgentie=Urgentie(row["urgentie"]),
            proefbericht=row["proefbericht"],
            vastgelegd_op=row["recorded_at"],
            gebeurtenis=row["gebeurtenis"],
            verwijst_naar=row["verwijst_naar"],
            inhoud=self._vault.open(row["inhoud"], about),
            snapshot=None if snapshot is None else self._vault.open(snapshot, about),
        )

    def keep(self, unit: Unit, melding: Melding, content: bytes, loaded_version: int = 0) -> None:
        """Keeps a melding, new or in a new version, with its content as it came, sealed."""
        afzender = melding.afzender
        unit.save(
            MELDING,
            (
                melding.id, melding.version, melding.nummer, afzender.kanaal, afzender.bron,
                afzender.bericht_id, melding.ontvangen_op, melding.estimate.urgentie,
                self._vault.seal(content, melding.id.bytes), melding.proefbericht,
                melding.vastgelegd_op, melding.gebeurtenis, melding.verwijst_naar,
            ),
            loaded_version,
        )  # fmt: skip

    def keep_addition(
        self, unit: Unit, melding: Melding, afzender: Afzender, content: bytes, snapshot: bytes
    ) -> None:
        """Keeps what made this version of a melding, and the melding as it is with it; sealed."""
        about = melding.id.bytes
        unit.insert(
            AANVULLING,
            (
                melding.id, melding.version, afzender.bron, afzender.bericht_id,
                self._vault.seal(content, about), self._vault.seal(snapshot, about), unit.now,
            ),
        )  # fmt: skip

    def keep_code(self, unit: Unit, code: str, melding_id: UUID) -> None:
        """Keeps the keyed hash of a look-up code, and nothing else of it."""
        unit.insert(OPZOEKCODE, (code_hash(self._vault, code), melding_id, unit.now))

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


def code_hash(vault: Vault, code: str) -> bytes:
    """How a look-up code is kept: nobody can read it back, with or without the database."""
    return vault.digest(f"opzoekcode:{code.replace('-', '')}")
