"""Who may do what on which topic: the contract's table, in the shape the engines need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from vt_contracts import access

# A gemeente is a party: overdrachten are sealed for it.
_PARTY = re.compile(r"gm\d{4}")
# What only its addressee can open.
_SEALED = re.compile(r"(overdracht|verrijking)\.(?P<party>[a-z0-9-]+)(\.verzoek)?\.v1")


@dataclass(frozen=True, order=True)
class Topic:
    """A topic as it must be."""

    name: str
    partitions: int = 1
    retention_days: int = 14
    max_message_bytes: int | None = None
    log_append_time: bool = False

    def settings(self) -> dict[str, str]:
        """Return the topic's own settings."""
        settings = {"retention.ms": str(self.retention_days * 24 * 60 * 60 * 1000)}
        if self.max_message_bytes is not None:
            settings["max.message.bytes"] = str(self.max_message_bytes)
        if self.log_append_time:
            settings["message.timestamp.type"] = "LogAppendTime"
        return settings


@dataclass(frozen=True, order=True)
class Permission:
    """A principal may do one thing with one topic or group, named literally."""

    principal: str
    resource: Literal["topic", "group"]
    name: str
    operation: Literal["READ", "WRITE", "DESCRIBE"]


@dataclass(frozen=True)
class AccessTable:
    """All principals, topics and permissions of an environment."""

    principals: tuple[str, ...]
    topics: tuple[Topic, ...]
    permissions: frozenset[Permission]

    @classmethod
    def from_contracts(cls) -> AccessTable:
        """Return the table that vt_contracts publishes."""
        return cls(
            principals=tuple(access.PRINCIPALS),
            topics=tuple(
                Topic(
                    spec.name,
                    spec.partitions,
                    spec.retention_days,
                    spec.max_message_bytes,
                    spec.log_append_time,
                )
                for spec in access.topics()
            ),
            permissions=frozenset(
                Permission(grant.principal, grant.resource, grant.name, grant.operation)
                for grant in access.grants()
            ),
        )

    def parties(self) -> tuple[str, ...]:
        """Return the principals for whom overdrachten are sealed."""
        return tuple(p for p in self.principals if _PARTY.fullmatch(p))

    def key_holders(self) -> tuple[str, ...]:
        """Return the principals for whom anything is sealed, overdrachten or verzoeken."""
        sealed = {m["party"] for t in self.topics if (m := _SEALED.fullmatch(t.name))}
        return tuple(p for p in self.principals if p in sealed)

    def largest_record(self, default: int) -> int:
        """Return the most bytes that any topic allows in one record."""
        return max([default, *(t.max_message_bytes or 0 for t in self.topics)])


@dataclass(frozen=True)
class AccessChange:
    """What must happen to make the permissions that are into those that must be."""

    add: tuple[Permission, ...]
    remove: tuple[Permission, ...]


def access_change(wanted: Iterable[Permission], present: Iterable[Permission]) -> AccessChange:
    """Return the difference, in a fixed order."""
    wanted, present = frozenset(wanted), frozenset(present)
    return AccessChange(tuple(sorted(wanted - present)), tuple(sorted(present - wanted)))
