"""The names of all topics, and nothing else states them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vt_contracts.parties import PARTIES, PARTNERS, VERRIJKERS

ACUUT = ".acuut"
SERVICES = ("intake", "triage", "routing", "notification")

MELDING_ONTVANGEN = "melding.ontvangen.v1"
MELDER_GEREGISTREERD = "melder.geregistreerd.v1"
MELDING_GETRIEERD = "melding.getrieerd.v1"
MELDING_STATUS = "melding.status.v1"
MELDING_OVERGEDRAGEN = "melding.overgedragen.v1"

INTERNAL_PARTITIONS = 6
ACUTE_PARTITIONS = 3
INTERNAL_RETENTION_DAYS = 14
MAX_AANLEVERING_BYTES = 8 * 1024 * 1024


def aanlevering(partner: str) -> str:
    """Where a partner system publishes its meldingen; who sent it follows from this name."""
    return f"aanlevering.{partner}.v1"


def aanlevering_antwoord(partner: str) -> str:
    """Where that partner reads what became of them."""
    return f"aanlevering.{partner}.antwoord.v1"


def overdracht(party: str) -> str:
    """Where a party reads the offers made to it."""
    return f"overdracht.{party}.v1"


def overdracht_antwoord(party: str) -> str:
    """Where that party answers."""
    return f"overdracht.{party}.antwoord.v1"


def verrijking_verzoek(partner: str) -> str:
    """Where a partner reads what Veilig Thuis asks it about a family."""
    return f"verrijking.{partner}.verzoek.v1"


def verrijking_antwoord(partner: str) -> str:
    """Where that partner answers."""
    return f"verrijking.{partner}.antwoord.v1"


def acuut(topic: str) -> str:
    """The acute lane's topic beside `topic`."""
    return topic + ACUUT


def dead_letters(service: str) -> str:
    """Copies of what a service could not handle."""
    return f"{service}.dlq.v1"


AANLEVERING = re.compile(r"aanlevering\.(?P<partner>[a-z0-9-]+)\.v1(\.acuut)?")
OVERDRACHT_ANTWOORD = re.compile(r"overdracht\.(?P<party>[a-z0-9-]+)\.antwoord\.v1(\.acuut)?")
VERRIJKING_ANTWOORD = re.compile(r"verrijking\.(?P<partner>[a-z0-9-]+)\.antwoord\.v1(\.acuut)?")


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic to create; `max_message_bytes` None means the broker's default of 1 MiB."""

    name: str
    partitions: int
    retention_days: int = INTERNAL_RETENTION_DAYS
    max_message_bytes: int | None = None
    log_append_time: bool = False
    """Stamped by the broker: when a record reached Veilig Thuis is not for its sender to say."""


def topics() -> tuple[TopicSpec, ...]:
    """Every topic of a deployment with the parties of `vt_contracts.parties`, acute ones included."""
    specs: list[TopicSpec] = []
    for name in (
        MELDING_ONTVANGEN,
        MELDER_GEREGISTREERD,
        MELDING_GETRIEERD,
        MELDING_STATUS,
        MELDING_OVERGEDRAGEN,
    ):
        specs += _lanes(name, INTERNAL_PARTITIONS, ACUTE_PARTITIONS)
    for partner in PARTNERS:
        specs += _lanes(
            aanlevering(partner), INTERNAL_PARTITIONS, ACUTE_PARTITIONS, from_outside=True
        )
        specs.append(TopicSpec(aanlevering_antwoord(partner), 1))
    for party in PARTIES:
        specs += _lanes(overdracht(party), 1, 1)
        specs += _lanes(overdracht_antwoord(party), 1, 1, from_outside=True)
    for partner in VERRIJKERS:
        specs += _lanes(verrijking_verzoek(partner), 1, 1)
        specs += _lanes(verrijking_antwoord(partner), 1, 1, from_outside=True)
    specs += [
        TopicSpec(dead_letters(service), 1, max_message_bytes=2 * MAX_AANLEVERING_BYTES)
        for service in SERVICES
    ]
    return tuple(specs)


def _lanes(
    name: str, partitions: int, acute_partitions: int, *, from_outside: bool = False
) -> list[TopicSpec]:
    max_bytes = MAX_AANLEVERING_BYTES if from_outside else None
    return [
        TopicSpec(lane, count, max_message_bytes=max_bytes, log_append_time=from_outside)
        for lane, count in ((name, partitions), (acuut(name), acute_partitions))
    ]
