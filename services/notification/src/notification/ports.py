"""What notification's handlers need from storage."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from vt_messaging.unit import Unit

from notification.domain.dossier import Dossier
from notification.domain.melder import Contact


class DossierStore(Protocol):
    """Keeps what is known of melders and what they were told; reads in sets."""

    async def load(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, Dossier]:
        """The dossiers of these meldingen, as far as there are any."""
        ...

    def save(self, unit: Unit, dossier: Dossier) -> None:
        """Keeps a changed dossier; `dossier.version` is the one that was loaded."""
        ...

    def contact(self, dossier: Dossier) -> Contact:
        """Opens the contact details; an empty Contact when there are none."""
        ...
