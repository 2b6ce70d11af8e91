"""Reading a dossier: what was reported, what was decided and by whom. Every reading is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.commands import Command
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault
from vt_messaging.work_items.domain import Item

from triage import motivation, translate
from triage.domain.triage import Triage
from triage.domain.verrijking import Verzoek
from triage.handlers import audit
from triage.motivation import Motivation
from triage.ports import AuditLine, TriageStore, VerzoekStore


@dataclass(frozen=True, slots=True)
class ReadDossier:
    """Somebody reads the dossier of a melding."""

    melding_id: UUID
    who: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of the history; `wrote` is what a person wrote with it."""

    line: AuditLine
    wrote: Motivation | None


@dataclass(frozen=True, slots=True)
class Gevraagd:
    """What others were asked, with their answer or refusal as it came (JSON)."""

    verzoek: Verzoek
    inhoud: bytes | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A melding as it came, where it stands, and every decision, oldest first."""

    triage: Triage
    melding: MeldingOntvangenV1
    history: tuple[Decision, ...]
    verzoeken: tuple[Gevraagd, ...] = ()


class Dossiers:
    """Handles readings, over a store."""

    def __init__(self, store: TriageStore, verzoeken: VerzoekStore, vault: Vault) -> None:
        self._store = store
        self._verzoeken = verzoeken
        self._vault = vault

    async def read_dossiers(
        self, batch: Sequence[Command[ReadDossier]], unit: Unit
    ) -> list[Dossier | None]:
        """The dossier for each reader; None where there is none, and then nothing is audited."""
        found = await self._dossiers(unit, [c.content.melding_id for c in batch])
        for command in batch:
            if command.content.melding_id in found:
                unit.audit(command.content.who, audit.GELEZEN, command.content.melding_id)
        return [found.get(command.content.melding_id) for command in batch]

    async def of_items(self, items: Sequence[Item], unit: Unit) -> dict[UUID, Dossier]:
        """The dossiers of the meldingen of these work items, by item; the caller audits."""
        found = await self._dossiers(unit, [i.about for i in items if i.about is not None])
        return {item.id: found[item.about] for item in items if item.about in found}

    async def _dossiers(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Dossier]:
        triages = await self._store.triages(unit, melding_ids)
        lines = await self._store.decisions(unit, list(triages))
        wrote = await self._store.motivations(unit, list(triages))
        asked = await self._verzoeken.of_meldingen(unit, list(triages))
        return {
            melding_id: Dossier(
                triage,
                translate.opened(triage, self._vault),
                tuple(
                    Decision(line, self._wrote(melding_id, line, wrote))
                    for line in lines.get(melding_id, [])
                ),
                tuple(self._gevraagd(verzoek) for verzoek in asked.get(melding_id, [])),
            )
            for melding_id, triage in triages.items()
        }

    def _gevraagd(self, verzoek: Verzoek) -> Gevraagd:
        sealed = verzoek.inhoud
        inhoud = None if sealed is None else self._vault.open(sealed, verzoek.id.bytes)
        return Gevraagd(verzoek, inhoud)

    def _wrote(
        self, melding_id: UUID, line: AuditLine, wrote: dict[tuple[UUID, int], bytes]
    ) -> Motivation | None:
        sealed = wrote.get((melding_id, line.details.get("versie", 0)))
        return None if sealed is None else motivation.unseal(sealed, melding_id, self._vault)
