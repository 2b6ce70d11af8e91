"""What triage's handlers need from storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vt_messaging.unit import Unit

from triage.domain.families import Asked, FamilyKey, Found
from triage.domain.triage import Triage


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit about a melding."""

    at: datetime
    who: str
    what: str
    rule_version: str | None
    details: dict[str, Any]


class TriageStore(Protocol):
    """Keeps triages, known families and what people decided; reads in sets."""

    async def triages(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Triage]:
        """The triages of these meldingen, where there are any."""
        ...

    async def families(self, unit: Unit, asked: Sequence[Asked]) -> Mapping[Asked, Found]:
        """What is kept under each of these keys."""
        ...

    async def decisions(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[UUID, list[AuditLine]]:
        """Every decision about these meldingen, oldest first."""
        ...

    async def motivations(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[tuple[UUID, int], bytes]:
        """What persons wrote with their decisions, sealed, by melding and version."""
        ...

    def save(self, unit: Unit, triage: Triage, loaded_version: int) -> None:
        """Keeps a triage in its new version."""
        ...

    def remember_families(self, unit: Unit, keys: Sequence[FamilyKey]) -> None:
        """Keeps new family keys."""
        ...

    def keep_motivation(self, unit: Unit, melding_id: UUID, version: int, sealed: bytes) -> None:
        """Keeps what a person wrote with a decision."""
        ...
