"""How overdrachten stand, for people. Every reading is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from vt_messaging.commands import Command
from vt_messaging.unit import Unit

from routing.domain.dossier import Dossier
from routing.domain.overdracht import Overdracht
from routing.ports import DossierStore


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody reads the dossier of a melding or an overdracht."""

    identity: UUID
    who: str


class Missing:
    """There is no such thing."""


class Reading:
    """Handles readings, over a store."""

    def __init__(self, store: DossierStore) -> None:
        self._store = store

    async def read_overdrachten(
        self, batch: Sequence[Command[Read]], unit: Unit
    ) -> list[Dossier | Missing]:
        """The overdrachten of meldingen; every reading is noted."""
        dossiers = await self._store.of_meldingen(unit, {c.content.identity for c in batch})
        return [_read(unit, command, dossiers.get(command.content.identity)) for command in batch]

    async def read_overdracht(
        self, batch: Sequence[Command[Read]], unit: Unit
    ) -> list[tuple[Dossier, Overdracht] | Missing]:
        """Single overdrachten with their melding; every reading is noted."""
        dossiers = await self._store.of_overdrachten(unit, {c.content.identity for c in batch})
        answers: list[tuple[Dossier, Overdracht] | Missing] = []
        for command in batch:
            dossier = _read(unit, command, dossiers.get(command.content.identity))
            if isinstance(dossier, Missing):
                answers.append(dossier)
                continue
            overdracht = next(o for o in dossier.overdrachten if o.id == command.content.identity)
            answers.append((dossier, overdracht))
        return answers


def _read(unit: Unit, command: Command[Read], dossier: Dossier | None) -> Dossier | Missing:
    if dossier is None:
        return Missing()
    unit.audit(command.content.who, "overdracht gelezen", dossier.id)
    return dossier
