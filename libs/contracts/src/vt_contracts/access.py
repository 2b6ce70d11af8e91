"""Who may do what on which topic: the one table that ACLs, Strimzi users and tests are made from.

Deny by default, literal names only. A consumer group is a resource too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vt_contracts import topics as t
from vt_contracts.parties import PARTIES, PARTNERS, VERRIJKERS
from vt_contracts.topics import SERVICES, TopicSpec, topics

Operation = Literal["READ", "WRITE", "DESCRIBE"]
Resource = Literal["topic", "group"]
LANES = ("regulier", "acuut")

PRINCIPALS: tuple[str, ...] = tuple(dict.fromkeys((*SERVICES, *PARTNERS, *PARTIES, *VERRIJKERS)))
"""Every principal of a deployment: services, partner systems, parties."""


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One right: `principal` may do `operation` on the topic or group with this literal name."""

    principal: str
    resource: Resource
    name: str
    operation: Operation


def consumer_group(service: str, lane: str) -> str:
    """The consumer group of a service's lane, such as `triage.acuut`."""
    return f"{service}.{lane}"


def grants() -> tuple[Grant, ...]:
    """The whole access table, sorted."""
    reads: dict[str, set[str]] = {principal: set() for principal in PRINCIPALS}
    writes: dict[str, set[str]] = {principal: set() for principal in PRINCIPALS}
    groups: dict[str, set[str]] = {principal: {principal} for principal in PRINCIPALS}

    for service in SERVICES:
        groups[service] = {consumer_group(service, lane) for lane in LANES}
        writes[service] |= {t.dead_letters(service), *both(t.MELDING_STATUS)}

    writes["intake"] |= {*both(t.MELDING_ONTVANGEN), *both(t.MELDER_GEREGISTREERD)}
    reads["intake"] |= {*both(t.MELDING_STATUS)}
    reads["triage"] |= {*both(t.MELDING_ONTVANGEN), *both(t.MELDING_OVERGEDRAGEN)}
    # Of the acute lane alone: who accepted an acute melding, so that nobody is paged for it.
    reads["triage"].add(t.acuut(t.MELDING_STATUS))
    writes["triage"] |= {*both(t.MELDING_GETRIEERD)}
    reads["routing"] |= {*both(t.MELDING_GETRIEERD)}
    writes["routing"] |= {*both(t.MELDING_OVERGEDRAGEN)}
    reads["notification"] |= {*both(t.MELDER_GEREGISTREERD), *both(t.MELDING_STATUS)}

    for partner in PARTNERS:
        writes[partner] |= {*both(t.aanlevering(partner))}
        reads["intake"] |= {*both(t.aanlevering(partner))}
        writes["intake"].add(t.aanlevering_antwoord(partner))
        writes["notification"].add(t.aanlevering_antwoord(partner))
        reads[partner].add(t.aanlevering_antwoord(partner))
    for party in PARTIES:
        writes["routing"] |= {*both(t.overdracht(party))}
        reads["routing"] |= {*both(t.overdracht_antwoord(party))}
        reads[party] |= {*both(t.overdracht(party))}
        writes[party] |= {*both(t.overdracht_antwoord(party))}

    for partner in VERRIJKERS:
        writes["triage"] |= {*both(t.verrijking_verzoek(partner))}
        reads["triage"] |= {*both(t.verrijking_antwoord(partner))}
        reads[partner] |= {*both(t.verrijking_verzoek(partner))}
        writes[partner] |= {*both(t.verrijking_antwoord(partner))}

    rights: tuple[tuple[Resource, dict[str, set[str]], Operation], ...] = (
        ("topic", reads, "READ"),
        ("topic", writes, "WRITE"),
        ("group", groups, "READ"),
    )
    table = {
        Grant(principal, resource, name, operation)
        for principal in PRINCIPALS
        for resource, names, operation in rights
        for name in names[principal]
    }
    table |= {Grant(grant.principal, grant.resource, grant.name, "DESCRIBE") for grant in table}
    return tuple(sorted(table))


def both(topic: str) -> tuple[str, str]:
    """A topic and its acute lane."""
    return topic, t.acuut(topic)


__all__ = ["LANES", "PRINCIPALS", "Grant", "TopicSpec", "consumer_group", "grants", "topics"]
