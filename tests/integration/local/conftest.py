"""Engines for the tests of this folder, with a small access table of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from vt_local import LocalPlatform
from vt_local.access_table import AccessTable, Permission, Topic

MIB = 1024 * 1024


def small_table() -> AccessTable:
    """Return two gemeenten, a partner, the services and what they need of each other."""
    topics, permissions = [], []
    for party in ("gm0935", "gm0888"):
        offer, answer = f"overdracht.{party}.v1", f"overdracht.{party}.antwoord.v1"
        topics += [Topic(offer), Topic(answer)]
        permissions += [
            Permission("routing", "topic", offer, "WRITE"),
            Permission(party, "topic", offer, "READ"),
            Permission(party, "group", party, "READ"),
            Permission(party, "topic", answer, "WRITE"),
            Permission("routing", "topic", answer, "READ"),
        ]
    topics += [
        Topic("aanlevering.politie-limburg.v1", 2, max_message_bytes=8 * MIB),
        Topic("melding.ontvangen.v1", 2),
    ]
    permissions += [
        Permission("politie-limburg", "topic", "aanlevering.politie-limburg.v1", "WRITE"),
        Permission("intake", "topic", "melding.ontvangen.v1", "WRITE"),
    ]
    services = ("intake", "triage", "routing", "notification")
    principals = (*services, "politie-limburg", "gm0935", "gm0888")
    return AccessTable(principals, tuple(topics), frozenset(permissions))


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    """Kafka and PostgreSQL alone."""
    folder = tmp_path_factory.mktemp("engines")
    with LocalPlatform(folder / "data", services=False, access=small_table()) as platform:
        yield platform
