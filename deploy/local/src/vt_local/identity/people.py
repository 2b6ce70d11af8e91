"""Who can log in: demo medewerkers, one person per gemeente, and the partners' systems."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from vt_contracts.parties import GEMEENTEN

from vt_local.access_table import AccessTable
from vt_local.folders import DataFolder
from vt_local.identity.directory import PEOPLE_FILE, hash_secret
from vt_local.private_files import read_json, write_json
from vt_local.service_processes import SERVICES

# Invented, every one of them.
_MEDEWERKERS = (
    ("frontoffice-1", "Fatima Voorbeeld", "frontoffice"),
    ("frontoffice-2", "Kees Voorbeeld", "frontoffice"),
    ("triagist-1", "Anouk Voorbeeld", "triagist"),
    ("triagist-2", "Bram Voorbeeld", "triagist"),
    ("triagist-3", "Chantal Voorbeeld", "triagist"),
    ("triagist-4", "Driss Voorbeeld", "triagist"),
    ("triagist-5", "Els Voorbeeld", "triagist"),
    ("triagist-6", "Ferdi Voorbeeld", "triagist"),
    ("gedragswetenschapper-1", "Greet Voorbeeld", "gedragswetenschapper"),
    ("gedragswetenschapper-2", "Hakim Voorbeeld", "gedragswetenschapper"),
    ("beheerder-1", "Ilse Voorbeeld", "beheerder"),
    ("manager-1", "Jeroen Voorbeeld", "manager"),
)


@dataclass(frozen=True)
class Person:
    """Somebody, or a system, that can get a token."""

    id: str
    name: str
    roles: tuple[str, ...]
    # Only people appear on the login page; systems have their secret.
    human: bool


def people(table: AccessTable) -> tuple[Person, ...]:
    """Return everybody of an environment with this access table."""
    parties = table.parties()
    partners = [p for p in table.principals if p not in (*SERVICES, *parties)]
    return (
        *(Person(who, name, (role,), True) for who, name, role in _MEDEWERKERS),
        *(
            Person(party, f"Medewerker gemeente {_place(code)}", (f"gemeente:{code}",), True)
            for party, code in ((party, party.upper()) for party in parties)
        ),
        *(Person(partner, partner, (f"partner:{partner}",), False) for partner in partners),
    )


def _place(code: str) -> str:
    return GEMEENTEN.get(code, code)


def write_people(data: DataFolder, table: AccessTable, issuer: str) -> None:
    """Write what the provider must know, and each one's secret for scripts beside the rest."""
    known = []
    for person in people(table):
        path = data.oidc_credentials / f"{person.id}.json"
        previous = read_json(path) or {}
        secret = previous.get("client_secret") or secrets.token_urlsafe(32)
        credentials = {
            "issuer": issuer,
            "token_endpoint": f"{issuer}/token",
            "client_id": person.id,
            "client_secret": secret,
            "name": person.name,
            "roles": list(person.roles),
        }
        if credentials != previous:
            write_json(path, credentials)
        known.append(
            {
                "id": person.id,
                "name": person.name,
                "roles": list(person.roles),
                "human": person.human,
                "secret_sha256": hash_secret(secret),
            }
        )
    write_json(data.identity / PEOPLE_FILE, {"issuer": issuer, "people": known})
