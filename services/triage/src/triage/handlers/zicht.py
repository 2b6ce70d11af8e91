"""Keeping an eye on safety: people agree how often and in what manner, and record each contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vt_messaging.commands import Command
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from triage.domain import zicht as rules
from triage.domain.weigering import Weigering
from triage.domain.zicht import Afspraak, Wijze, Zicht
from triage.handlers import audit, toelichting
from triage.ports import ZichtStore

BIJ_AFSPRAAK, BIJ_CONTACT = "zicht-afspraak", "contactmoment"


@dataclass(frozen=True, slots=True)
class Agree:
    """Somebody agrees on another frequency or manner; `toelichting` may name people."""

    melding_id: UUID
    who: str
    afspraak: Afspraak
    toelichting: str


@dataclass(frozen=True, slots=True)
class Contacted:
    """Somebody had contact about the safety in a melding."""

    melding_id: UUID
    who: str
    op: datetime
    wijze: Wijze
    toelichting: str


Answer = Zicht | Weigering | None


class ZichtOpVeiligheid:
    """The handlers of agreements and contacts, over a store."""

    def __init__(self, store: ZichtStore, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def agree(self, batch: Sequence[Command[Agree]], unit: Unit) -> list[Answer]:
        """Replaces what was agreed; None for a melding that triage does not know."""
        known, loaded = await self._load(unit, batch)
        answers: list[Answer] = []
        for command in batch:
            asked = command.content
            if (current := known.get(asked.melding_id)) is None:
                answers.append(None)
                continue
            agreed = rules.agree(current, asked.afspraak, asked.who, unit.now)
            known[asked.melding_id] = agreed
            details = {"dagen": asked.afspraak.dagen, "wijze": asked.afspraak.wijze.value}
            unit.audit(asked.who, audit.ZICHT_AFGESPROKEN, asked.melding_id, details=details)
            self._write(unit, asked, BIJ_AFSPRAAK, asked.melding_id)
            answers.append(agreed)
        self._save(unit, known, loaded)
        return answers

    async def contacted(self, batch: Sequence[Command[Contacted]], unit: Unit) -> list[Answer]:
        """Records a contact; from then the next one is counted."""
        known, loaded = await self._load(unit, batch)
        answers: list[Answer] = []
        for command in batch:
            asked = command.content
            if (current := known.get(asked.melding_id)) is None:
                answers.append(None)
                continue
            answer = rules.contact(current, asked.op, asked.who, unit.now)
            if isinstance(answer, Zicht):
                known[asked.melding_id] = answer
                identity = time_ordered_uuid(unit.now)
                self._store.keep_contact(
                    unit, identity, asked.melding_id, asked.op, asked.wijze, asked.who
                )
                details = {"op": asked.op.isoformat(), "wijze": asked.wijze.value}
                unit.audit(asked.who, audit.CONTACTMOMENT, asked.melding_id, details=details)
                self._write(unit, asked, BIJ_CONTACT, identity)
            answers.append(answer)
        self._save(unit, known, loaded)
        return answers

    async def _load(
        self, unit: Unit, batch: Sequence[Command[Any]]
    ) -> tuple[dict[UUID, Zicht], dict[UUID, int]]:
        """What is kept about the meldingen that triage knows, and in which version."""
        wanted = list({c.content.melding_id for c in batch})
        triages = await self._store.triages(unit, wanted)
        kept = await self._store.zicht(unit, list(triages))
        known = {m: kept.get(m, Zicht(m)) for m in triages}
        return known, {m: zicht.version for m, zicht in known.items()}

    def _save(self, unit: Unit, known: dict[UUID, Zicht], loaded: dict[UUID, int]) -> None:
        for melding_id, zicht in sorted(known.items()):
            if zicht.version != loaded[melding_id]:
                self._store.save_zicht(unit, zicht, loaded[melding_id])

    def _write(self, unit: Unit, asked: Agree | Contacted, bij: str, identity: UUID) -> None:
        toelichting.keep(
            self._store, unit, self._vault, asked.melding_id, (bij, identity), asked.who,
            asked.toelichting,
        )  # fmt: skip
