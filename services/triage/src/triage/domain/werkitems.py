"""What people may do with a work item: claim, release, close. One person at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from vt_contracts.codes import Urgentie

TRIAGE_BESLUIT = "triage-besluit"
"""The kind of work item that asks for a decision about a melding."""


class WerkitemState(StrEnum):
    """As kept in the work item's row."""

    OPEN = "open"
    GECLAIMD = "geclaimd"
    AFGEHANDELD = "afgehandeld"


@dataclass(frozen=True, slots=True)
class Werkitem:
    """A stored work item; fields in the order of its table."""

    id: UUID
    version: int
    kind: str
    about: UUID | None
    title: str
    priority: int
    deadline: datetime
    state: WerkitemState
    claimed_by: str | None
    decided_by: str | None
    decision: str | None
    reason: str | None
    details: dict[str, Any]
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """Not possible: another person has it, or it was closed (by whom)."""

    state: WerkitemState
    who: str | None


def held_by_other(item: Werkitem, who: str) -> Taken | None:
    """Why `who` cannot act on this item now, or None."""
    if item.state is WerkitemState.AFGEHANDELD:
        return Taken(item.state, item.decided_by)
    if item.state is WerkitemState.GECLAIMD and item.claimed_by != who:
        return Taken(item.state, item.claimed_by)
    return None


def claim(item: Werkitem, who: str, now: datetime) -> Werkitem | Taken:
    """The item claimed by `who`; the same item when `who` has it already."""
    if (taken := held_by_other(item, who)) is not None:
        return taken
    if item.state is WerkitemState.GECLAIMD:
        return item
    return replace(
        item,
        version=item.version + 1,
        state=WerkitemState.GECLAIMD,
        claimed_by=who,
        changed_at=now,
    )


def release(item: Werkitem, who: str, now: datetime) -> Werkitem | Taken:
    """The item open for everybody again; the same item when nobody had it."""
    if (taken := held_by_other(item, who)) is not None:
        return taken
    if item.state is WerkitemState.OPEN:
        return item
    return replace(
        item, version=item.version + 1, state=WerkitemState.OPEN, claimed_by=None, changed_at=now
    )


def close(
    item: Werkitem, who: str, decision: str, reason: str | None, now: datetime
) -> Werkitem | Taken:
    """The item closed by `who`; nobody needs to have claimed an open item first."""
    if (taken := held_by_other(item, who)) is not None:
        return taken
    return _closed(item, who, decision, reason, now)


def overtaken(item: Werkitem, who: str, decision: str, now: datetime) -> Werkitem:
    """The item closed because the melding became acuut and was acted on, whoever has it."""
    return _closed(item, who, decision, None, now)


def raised(item: Werkitem, urgentie: Urgentie, deadline: datetime, now: datetime) -> Werkitem:
    """The item at least as urgent as `urgentie` and due no later than `deadline`."""
    priority = max(item.priority, urgentie.rank)
    deadline = min(item.deadline, deadline)
    if (priority, deadline) == (item.priority, item.deadline):
        return item
    return replace(
        item,
        version=item.version + 1,
        priority=priority,
        deadline=deadline,
        changed_at=now,
    )


def _closed(item: Werkitem, who: str, decision: str, reason: str | None, now: datetime) -> Werkitem:
    return replace(
        item,
        version=item.version + 1,
        state=WerkitemState.AFGEHANDELD,
        decided_by=who,
        decision=decision,
        reason=reason,
        changed_at=now,
    )
