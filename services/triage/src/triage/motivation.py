"""What is told with a decision; what a person wrote may name people, so it is kept sealed."""

from __future__ import annotations

from uuid import UUID

from vt_contracts.codes import Aanleiding, Aard
from vt_contracts.contract import Gegevens
from vt_messaging.vault import Vault


class Motivation(Gegevens):
    """Why, and what the addressee is told, as decided."""

    reden: str
    aanleiding: list[Aanleiding]
    aard: list[Aard]
    risicofactoren: list[str]
    advies: str


def seal(motivation: Motivation, melding_id: UUID, vault: Vault) -> bytes:
    """As it is kept; opens only for the same melding."""
    return vault.seal(motivation.model_dump_json().encode(), melding_id.bytes)


def unseal(sealed: bytes, melding_id: UUID, vault: Vault) -> Motivation:
    """What was sealed."""
    return Motivation.model_validate_json(vault.open(sealed, melding_id.bytes))
