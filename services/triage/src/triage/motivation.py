"""What is told with a decision; what a person wrote may name people, so it is kept sealed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter
from vt_contracts.codes import Aanleiding, Aard
from vt_messaging.vault import Vault


@dataclass(frozen=True, slots=True)
class Motivation:
    """Why, and what the addressee is told, as decided."""

    reden: str
    aanleiding: list[Aanleiding]
    aard: list[Aard]
    risicofactoren: list[str]
    advies: str


# Beside the class: every decision makes one, and only what a person wrote is kept as JSON.
_JSON = TypeAdapter(Motivation)


def seal(motivation: Motivation, melding_id: UUID, vault: Vault) -> bytes:
    """As it is kept; opens only for the same melding."""
    return vault.seal(_JSON.dump_json(motivation), melding_id.bytes)


def unseal(sealed: bytes, melding_id: UUID, vault: Vault) -> Motivation:
    """What was sealed."""
    return _JSON.validate_json(vault.open(sealed, melding_id.bytes))
