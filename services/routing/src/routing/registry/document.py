"""The registry as one stored document (JSON), and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from routing.domain.registry import Contact, Doelgroep, Gemeente, Registry


@dataclass(frozen=True, slots=True)
class RegistryDocument:
    """A registry that was found good; equal ones have equal digests."""

    geldig_op: date
    text: str

    @property
    def digest(self) -> bytes:
        """Tells whether an import changes anything."""
        return hashlib.sha256(self.text.encode()).digest()


def document_of(
    geldig_op: date, gemeenten: list[Gemeente], postcodes: Mapping[str, tuple[str, ...]]
) -> RegistryDocument:
    """The document of these gemeenten and postcodes."""
    content = {
        "geldig_op": geldig_op.isoformat(),
        "gemeenten": [
            {
                "code": gemeente.code,
                "naam": gemeente.naam,
                "geldig_van": gemeente.geldig_van.isoformat(),
                "geldig_tot": _text(gemeente.geldig_tot),
                "contacten": [_contact_document(contact) for contact in gemeente.contacten],
            }
            for gemeente in sorted(gemeenten, key=lambda g: g.code)
        ],
        "postcodes": {digits: list(postcodes[digits]) for digits in sorted(postcodes)},
    }
    return RegistryDocument(geldig_op, json.dumps(content, ensure_ascii=False))


def registry_of(text: str, version: int) -> Registry:
    """The registry that a document holds."""
    content = json.loads(text)
    gemeenten = {
        g["code"]: Gemeente(
            code=g["code"],
            naam=g["naam"],
            geldig_van=date.fromisoformat(g["geldig_van"]),
            geldig_tot=_day(g["geldig_tot"]),
            contacten=tuple(_contact(g["code"], c) for c in g["contacten"]),
        )
        for g in content["gemeenten"]
    }
    return Registry(
        version,
        gemeenten,
        {digits: tuple(codes) for digits, codes in content["postcodes"].items()},
    )


def _contact_document(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "partij": contact.partij,
        "team": contact.team,
        "functie": contact.functie,
        "doelgroepen": sorted(contact.doelgroepen),
        "plaatsvervanger": contact.plaatsvervanger,
        "actief": contact.actief,
        "geldig_van": contact.geldig_van.isoformat(),
        "geldig_tot": _text(contact.geldig_tot),
        "sleutel": contact.sleutel,
    }


def _contact(gemeente: str, c: dict[str, Any]) -> Contact:
    return Contact(
        id=c["id"],
        gemeente=gemeente,
        partij=c["partij"],
        team=c["team"],
        functie=c["functie"],
        doelgroepen=frozenset(Doelgroep(name) for name in c["doelgroepen"]),
        plaatsvervanger=c["plaatsvervanger"],
        actief=c["actief"],
        geldig_van=date.fromisoformat(c["geldig_van"]),
        geldig_tot=_day(c["geldig_tot"]),
        sleutel=c["sleutel"],
    )


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
