"""Intake's store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from intake.domain.melding import Afzender, Melding, Stored
from intake.ports import Asked, Earlier, Kept, Numbered, Sent
from intake.vrije_tekst.lezen import Lezer
from intake.vrije_tekst.vangnet import load as load_vangnet
from intake.vrije_tekst.woordenlijst import load
from vt_contracts.codes import Urgentie
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.unit import Unit

READ = Lezer(load(), load_vangnet()).signals_in
"""The reader of free text, as it is in use."""


@dataclass
class Memory:
    """A `MeldingStore` in memory; what is saved must follow on what was loaded."""

    inbox: dict[Sent, Kept] = field(default_factory=dict)
    meldingen: dict[UUID, Melding] = field(default_factory=dict)
    contents: dict[UUID, bytes] = field(default_factory=dict)
    snapshots: dict[tuple[UUID, int], bytes] = field(default_factory=dict)
    codes: dict[str, UUID] = field(default_factory=dict)
    statuses: list[MeldingStatusV1] = field(default_factory=list)
    last: int = 0

    def gebeurtenis(self, bron: str, incidentnummer: str) -> bytes:
        return f"{bron}:{incidentnummer}".encode()

    async def earlier(self, unit: Unit, asked: Asked) -> Earlier:
        known = sorted(
            self.meldingen.values(),
            key=lambda m: (m.vastgelegd_op, m.verwijst_naar is not None),
            reverse=True,
        )
        return Earlier(
            {m: self.inbox[m] for m in asked.messages if m in self.inbox},
            {m.gebeurtenis: m.id for m in known if m.gebeurtenis in asked.gebeurtenissen},
            {m.nummer: Numbered(m.afzender.bron, m.id) for m in known if m.nummer in asked.nummers},
        )

    async def next_sequences(self, unit: Unit, count: int) -> list[int]:
        self.last += count
        return list(range(self.last - count + 1, self.last + 1))

    async def numbers(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[UUID, tuple[str, Urgentie]]:
        found = {i: self.meldingen[i] for i in melding_ids}
        return {i: (m.nummer, m.estimate.urgentie) for i, m in found.items()}

    async def stored(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Stored]:
        return {i: self._stored(self.meldingen[i]) for i in melding_ids if i in self.meldingen}

    def _stored(self, melding: Melding) -> Stored:
        afzender = melding.afzender
        return Stored(
            melding.id, melding.version, melding.nummer, afzender.kanaal, afzender.bron,
            afzender.bericht_id, melding.ontvangen_op, melding.estimate.urgentie,
            melding.proefbericht, melding.vastgelegd_op, melding.gebeurtenis,
            melding.verwijst_naar, self.contents[melding.id],
            self.snapshots.get((melding.id, melding.version)),
        )  # fmt: skip

    def keep(self, unit: Unit, melding: Melding, content: bytes, loaded_version: int = 0) -> None:
        before = self.meldingen.get(melding.id)
        assert (0 if before is None else before.version) == loaded_version
        self.meldingen[melding.id] = melding
        self.contents[melding.id] = content

    def keep_addition(
        self, unit: Unit, melding: Melding, afzender: Afzender, content: bytes, snapshot: bytes
    ) -> None:
        assert (melding.id, melding.version) not in self.snapshots
        self.snapshots[melding.id, melding.version] = snapshot

    def keep_code(self, unit: Unit, code: str, melding_id: UUID) -> None:
        self.codes[code] = melding_id

    def remember(
        self, unit: Unit, sent: Sent, content_hash: bytes, melding_id: UUID, at: datetime
    ) -> None:
        self.inbox[sent] = Kept(content_hash, melding_id)

    def keep_status(self, unit: Unit, status: MeldingStatusV1) -> None:
        self.statuses.append(status)
