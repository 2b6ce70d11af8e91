"""The afstemmingsoverleg: people put a melding on the agenda, and record what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vt_messaging.commands import Command
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from triage.domain import afstemming as rules
from triage.domain.afstemming import Afstemming, Deelnemer, Rooster, Uitkomst
from triage.domain.weigering import Weigering
from triage.handlers import audit, toelichting
from triage.handlers.lopend import Register
from triage.ports import AfstemmingStore

BIJ_AFSTEMMING = "afstemming"


@dataclass(frozen=True, slots=True)
class PutOnAgenda:
    """Somebody sees care and a criminal case meet; `reden` may name people."""

    melding_id: UUID
    who: str
    reden: str


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody records what came of it, and who was there."""

    afstemming_id: UUID
    who: str
    uitkomst: Uitkomst
    aanwezig: tuple[Deelnemer, ...]
    toelichting: str


Answer = Afstemming | Weigering | None


class Afstemmingsoverleg:
    """The handlers of the agenda, over a store and a schedule."""

    def __init__(self, store: AfstemmingStore, vault: Vault, rooster: Rooster) -> None:
        self._store = store
        self._vault = vault
        self._rooster = rooster

    async def put_on_agenda(
        self, batch: Sequence[Command[PutOnAgenda]], unit: Unit
    ) -> list[Answer]:
        """On the agenda of the next meeting; None for a melding that triage does not know."""
        wanted = list({c.content.melding_id for c in batch})
        triages = await self._store.triages(unit, wanted)
        agenda = {a.melding_id: a for a in await self._store.on_agenda(unit, wanted)}
        answers: list[Answer] = []
        for command in batch:
            asked = command.content
            if asked.melding_id not in triages:
                answers.append(None)
                continue
            if (known := agenda.get(asked.melding_id)) is not None:
                answers.append(rules.already_on(known))
                continue
            identity = time_ordered_uuid(unit.now)
            added = rules.put_on_agenda(
                identity, asked.melding_id, asked.who, unit.now, self._rooster
            )
            agenda[asked.melding_id] = added
            self._store.save_afstemming(unit, added, 0)
            self._note(unit, asked.who, audit.AFSTEMMING_AANGEMELD, added, asked.reden)
            answers.append(added)
        return answers

    async def record(self, batch: Sequence[Command[Record]], unit: Unit) -> list[Answer]:
        """Keeps the outcome; what was adjourned is on the next agenda."""
        found = Register(
            await self._store.afstemmingen(unit, {c.content.afstemming_id for c in batch})
        )
        answers: list[Answer] = []
        for command in batch:
            asked = command.content
            known = found.get(asked.afstemming_id)
            answer = known and rules.discussed(
                known, asked.uitkomst, asked.aanwezig, asked.who, unit.now
            )
            if isinstance(answer, Afstemming):
                found.put(answer)
                self._note(unit, asked.who, audit.AFSTEMMING_BESPROKEN, answer, asked.toelichting)
                again = rules.carried_over(
                    answer, time_ordered_uuid(unit.now), unit.now, self._rooster
                )
                if again is not None:
                    found.put(again)
            answers.append(answer)
        for afstemming, loaded_version in found.changed():
            self._store.save_afstemming(unit, afstemming, loaded_version)
        return answers

    def _note(self, unit: Unit, who: str, what: str, afstemming: Afstemming, text: str) -> None:
        details: dict[str, Any] = {"overlegOp": afstemming.overleg_op.isoformat()}
        if afstemming.uitkomst is not None:
            details["uitkomst"] = afstemming.uitkomst.value
            details["aanwezig"] = [one.value for one in afstemming.aanwezig]
        unit.audit(who, what, afstemming.melding_id, details=details)
        place = (BIJ_AFSTEMMING, afstemming.id)
        toelichting.keep(self._store, unit, self._vault, afstemming.melding_id, place, who, text)
