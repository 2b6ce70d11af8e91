"""Asks others what they know of a family: a person, or the policy of the region, decides that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from vt_contracts.codes import Aanleiding
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_contracts.events.verrijking import VerrijkingDoel, VerrijkingVraag
from vt_messaging.commands import Command
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.records import Cause
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from triage import translate, verzoek
from triage.domain import verrijking
from triage.domain.triage import REGELS, Stand, Triage
from triage.domain.verrijking import Verzoek
from triage.ports import TriageStore, VerzoekStore

GEVRAAGD = "verrijking-gevraagd"


@dataclass(frozen=True, slots=True)
class Vraag:
    """Somebody asks a partner about a melding; `antwoord_voor` None: as its urgency asks."""

    melding_id: UUID
    who: str
    partner: str
    doel: VerrijkingDoel
    vragen: tuple[VerrijkingVraag, ...]
    antwoord_voor: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ongeschikt:
    """Why this cannot be asked, and which field to correct."""

    why: str
    field: str


@dataclass(frozen=True, slots=True)
class Beleid:
    """Whom the rules ask by themselves, and for which aanleidingen; nobody by default.

    Only of a new melding that waits for a person: what the rules decided needs no more facts.
    """

    automatisch: Mapping[str, frozenset[Aanleiding]]
    vragen: tuple[VerrijkingVraag, ...] = (
        VerrijkingVraag.GEVAAR_OP_DIT_MOMENT,
        VerrijkingVraag.EERDER_GEWELD_OF_MISHANDELING,
    )


class New(NamedTuple):
    """A melding as it was just decided for the first time, with what caused that."""

    cause: Cause
    triage: Triage
    melding: MeldingOntvangenV1


class Vragen:
    """Sends questions; `keys` are those of the partners that can be asked."""

    def __init__(
        self,
        store: VerzoekStore,
        triages: TriageStore,
        vault: Vault,
        keys: Mapping[str, str],
        beleid: Beleid,
    ) -> None:
        self._store = store
        self._triages = triages
        self._vault = vault
        self._keys = keys
        self._beleid = beleid

    async def ask(
        self, batch: Sequence[Command[Vraag]], unit: Unit
    ) -> list[Verzoek | Ongeschikt | None]:
        """Asks; the same question while it is still open is not asked again. None: no melding."""
        ids = [c.content.melding_id for c in batch]
        triages = await self._triages.triages(unit, ids)
        known = await self._store.of_meldingen(unit, ids)
        answers: list[Verzoek | Ongeschikt | None] = []
        for command in batch:
            content = command.content
            triage = triages.get(content.melding_id)
            if triage is None:
                answers.append(None)
                continue
            earlier = known.setdefault(content.melding_id, [])
            answer = self._refusal(content, triage, unit.now) or _open(earlier, content)
            if answer is None:
                melding = translate.opened(triage, self._vault)
                answer = self._send(unit, command, content, triage, melding)
                earlier.append(answer)
            answers.append(answer)
        return answers

    def by_policy(self, unit: Unit, decided: Sequence[New]) -> None:
        """Asks what the policy says of meldingen that are new and wait for a person."""
        for cause, triage, melding in decided:
            if triage.stand is not Stand.WACHT_OP_BESLUIT or triage.proefbericht:
                continue
            for partner, aanleidingen in self._beleid.automatisch.items():
                if aanleidingen.isdisjoint(melding.aanleiding):
                    continue
                vraag = Vraag(
                    triage.melding_id,
                    REGELS,
                    partner,
                    VerrijkingDoel.VEILIGHEIDSBEOORDELING,
                    self._beleid.vragen,
                )
                self._send(unit, cause, vraag, triage, melding)

    @property
    def asks_by_policy(self) -> bool:
        """Whether the policy asks anybody anything."""
        return bool(self._beleid.automatisch)

    def _refusal(self, vraag: Vraag, triage: Triage, now: datetime) -> Ongeschikt | None:
        if triage.proefbericht:
            return Ongeschikt("Een proefbericht gaat nooit naar een partner.", "partner")
        if vraag.partner not in self._keys:
            return Ongeschikt(
                "Deze partner kan niets worden gevraagd: er is geen sleutel.", "partner"
            )
        if vraag.antwoord_voor is not None and vraag.antwoord_voor <= now:
            return Ongeschikt("Dit moment is al voorbij.", "antwoordVoor")
        return None

    def _send(
        self, unit: Unit, cause: Cause, vraag: Vraag, triage: Triage, melding: MeldingOntvangenV1
    ) -> Verzoek:
        before = vraag.antwoord_voor or verrijking.answer_before(triage.urgentie, unit.now)
        asked = Verzoek(
            id=time_ordered_uuid(unit.now),
            version=1,
            melding_id=triage.melding_id,
            partner=vraag.partner,
            doel=vraag.doel,
            vragen=vraag.vragen,
            gevraagd_door=vraag.who,
            gevraagd_op=unit.now,
            antwoord_voor=before,
            stand=verrijking.Stand.GEVRAAGD,
            weigering=None,
            beantwoord_op=None,
            inhoud=None,
        )
        self._store.save_verzoek(unit, asked, 0)
        verzoek.deliver(unit, cause, asked, triage, melding, self._keys[vraag.partner])
        details: dict[str, Any] = {
            "verzoek": str(asked.id),
            "partner": asked.partner,
            "doel": asked.doel.value,
            "vragen": [v.value for v in asked.vragen],
        }
        unit.audit(vraag.who, GEVRAAGD, asked.melding_id, details=details)
        return asked


def _open(earlier: Sequence[Verzoek], vraag: Vraag) -> Verzoek | None:
    """The same question that still waits for its answer."""
    for known in earlier:
        same = (known.partner, known.doel, known.vragen) == (
            vraag.partner,
            vraag.doel,
            vraag.vragen,
        )
        if same and known.stand is verrijking.Stand.GEVRAAGD:
            return known
    return None
