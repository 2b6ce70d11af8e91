"""What triage's handlers need from storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vt_messaging.unit import Unit

from triage.domain.linking import Koppeling
from triage.domain.radar import Held, Sleutel
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
    """Keeps triages and what people decided; reads in sets."""

    async def triages(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Triage]:
        """The triages of these meldingen, where there are any."""
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

    def keep_motivation(self, unit: Unit, melding_id: UUID, version: int, sealed: bytes) -> None:
        """Keeps what a person wrote with a decision."""
        ...


class RadarStore(Protocol):
    """Keeps under which keys meldingen are found, and the links between them; reads in sets."""

    async def held(self, unit: Unit, keys: Sequence[int], most: int) -> Mapping[int, Held]:
        """What is kept under those of these keys that have anything: the `most` newest."""
        ...

    async def links_among(self, unit: Unit, melding_ids: Sequence[UUID]) -> list[Koppeling]:
        """The links of which both ends are among these meldingen."""
        ...

    async def links_of(self, unit: Unit, melding_ids: Sequence[UUID]) -> list[Koppeling]:
        """The links with these meldingen at either end."""
        ...

    async def links(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, Koppeling]:
        """These links, where there are any."""
        ...

    def keep_keys(self, unit: Unit, rows: Sequence[Sleutel]) -> None:
        """Keeps new keys."""
        ...

    def save_link(self, unit: Unit, koppeling: Koppeling, loaded_version: int) -> None:
        """Keeps a link in its new version."""
        ...
