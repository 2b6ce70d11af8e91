"""What routing's handlers need from storage."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_messaging.unit import Unit

from routing.domain.dossier import Dossier
from routing.domain.registry import Registry


class BesluitKey(NamedTuple):
    """A decision of triage: of which melding, in triage's version."""

    melding_id: UUID
    versie: int


class Registries(Protocol):
    """The registry of gemeenten and contacts."""

    async def current(self, unit: Unit) -> Registry:
        """The newest version; kept in memory until there is another."""
        ...


class DossierStore(Protocol):
    """Keeps meldingen with their overdrachten, and the decisions of triage; reads in sets."""

    async def of_meldingen(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, Dossier]:
        """The dossiers of these meldingen, by melding."""
        ...

    async def of_overdrachten(
        self, unit: Unit, overdracht_ids: Collection[UUID]
    ) -> dict[UUID, Dossier]:
        """The dossiers that these overdrachten belong to, by overdracht; one object per melding."""
        ...

    async def ringing(self, unit: Unit, now: datetime, most: int) -> list[Dossier]:
        """Dossiers with an offer whose alarm rang, the longest waiting first."""
        ...

    async def besluiten(
        self, unit: Unit, keys: Collection[BesluitKey]
    ) -> dict[BesluitKey, MeldingGetrieerdV1]:
        """Decisions as triage took them."""
        ...

    def keep_besluit(self, unit: Unit, key: BesluitKey, content: bytes) -> None:
        """Keeps a new decision (JSON), sealed."""
        ...

    def save(self, unit: Unit, dossiers: Sequence[Dossier]) -> None:
        """Writes what changed in these dossiers."""
        ...
