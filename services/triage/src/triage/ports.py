"""What triage's handlers need from storage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vt_messaging.unit import Unit

from triage.domain.acuut import Acuut
from triage.domain.families import Asked, FamilyKey, Found
from triage.domain.triage import Triage
from triage.domain.verrijking import Verzoek


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


@dataclass(frozen=True, slots=True)
class Due:
    """An acute melding to look at; `taken_by` names the person who took or decided it meanwhile."""

    acuut: Acuut
    taken_by: str | None


class AcuutStore(Protocol):
    """Keeps which acute meldingen wait for a person."""

    async def acute(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Acuut]:
        """These acute meldingen, acknowledged ones too."""
        ...

    async def due(self, unit: Unit, now: datetime) -> list[Due]:
        """What waits and is to be paged for at `now`, and what a person took meanwhile."""
        ...

    def save_acute(self, unit: Unit, acuut: Acuut, loaded_version: int) -> None:
        """Keeps it in its new version."""
        ...


class VerzoekStore(Protocol):
    """Keeps what others were asked about a family."""

    async def verzoeken(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Verzoek]:
        """These verzoeken, as far as there are any."""
        ...

    async def of_meldingen(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, list[Verzoek]]:
        """All that was asked about these meldingen, oldest first."""
        ...

    async def overdue(self, unit: Unit, now: datetime) -> list[Verzoek]:
        """What waited until its deadline."""
        ...

    def save_verzoek(self, unit: Unit, verzoek: Verzoek, loaded_version: int) -> None:
        """Keeps it in its new version."""
        ...
