"""What people write with what they do: it may name people, so it is kept sealed."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from vt_messaging.ids import time_ordered_uuid
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from triage.ports import Toelichting


class Keeper(Protocol):
    """Where it is kept."""

    def keep_toelichting(self, unit: Unit, toelichting: Toelichting) -> None:
        """Keeps what a person wrote."""
        ...


def keep(
    store: Keeper, unit: Unit, vault: Vault, melding_id: UUID, bij: tuple[str, UUID], who: str,
    text: str,
) -> None:  # fmt: skip
    """Keeps the words of `who` with the thing named `bij`; nothing where they said nothing."""
    if not text:
        return
    sealed = vault.seal(text.encode(), melding_id.bytes)
    identity = time_ordered_uuid(unit.now)
    store.keep_toelichting(
        unit, Toelichting(identity, melding_id, *bij, door=who, op=unit.now, inhoud=sealed)
    )


def read(toelichting: Toelichting, vault: Vault) -> str:
    """The words."""
    return vault.open(toelichting.inhoud, toelichting.melding_id.bytes).decode()
