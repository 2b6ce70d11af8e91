"""What people may do with a work item: claim, release, close. One person at a time. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class State(StrEnum):
    """As kept in the work item's row."""

    OPEN = "open"
    CLAIMED = "geclaimd"
    DONE = "afgehandeld"


@dataclass(frozen=True, slots=True)
class Item:
    """A stored work item; fields in the order of its table. Holds codes and no persons."""

    id: UUID
    version: int
    kind: str
    about: UUID | None
    title: str
    priority: int
    deadline: datetime
    state: State
    claimed_by: str | None
    decided_by: str | None
    decision: str | None
    reason: str | None
    details: dict[str, Any]
    opened_at: datetime
    changed_at: datetime


class Decision(Protocol):
    """What a person decides on a work item, and why."""

    @property
    def besluit(self) -> str:
        """Which decision it is, as the API names it."""
        ...

    @property
    def reden(self) -> str:
        """Why; required, always."""
        ...


@dataclass(frozen=True, slots=True)
class Settled:
    """The decision on an item that asks for no other: somebody looked at it and it is solved."""

    reden: str
    besluit: str = "afgehandeld"


@dataclass(frozen=True, slots=True)
class Taken:
    """Not possible: another person has it, or it was closed (by whom)."""

    state: State
    who: str | None


@dataclass(frozen=True, slots=True)
class Unfit:
    """A decision that this item cannot get: what to do, and which field to correct, if it is one."""

    why: str
    field: str | None = None


def held_by_other(item: Item, who: str) -> Taken | None:
    """Why `who` cannot act on this item now, or None."""
    if item.state is State.DONE:
        return Taken(item.state, item.decided_by)
    if item.state is State.CLAIMED and item.claimed_by != who:
        return Taken(item.state, item.claimed_by)
    return None


def claim(item: Item, who: str, now: datetime) -> Item | Taken:
    """The item claimed by `who`; the same item when `who` has it already."""
    if (taken := held_by_other(item, who)) is not None:
        return taken
    if item.state is State.CLAIMED:
        return item
    return _changed(item, now, state=State.CLAIMED, claimed_by=who)


def release(item: Item, who: str, now: datetime) -> Item | Taken:
    """The item open for everybody again; the same item when nobody had it."""
    if (taken := held_by_other(item, who)) is not None:
        return taken
    if item.state is State.OPEN:
        return item
    return _changed(item, now, state=State.OPEN, claimed_by=None)


def close(item: Item, who: str, decision: str, reason: str | None, now: datetime) -> Item | Taken:
    """The item closed by `who`; nobody needs to have claimed an open item first."""
    if (taken := held_by_other(item, who)) is not None:
        return taken
    return overtaken(item, who, decision, reason, now)


def put_off(item: Item, who: str, reason: str, deadline: datetime, now: datetime) -> Item | Taken:
    """The item open for everybody again, with a new deadline: what `who` tried did not succeed."""
    if (taken := held_by_other(item, who)) is not None:
        return taken
    return _changed(item, now, state=State.OPEN, claimed_by=None, deadline=deadline, reason=reason)


def overtaken(item: Item, who: str, decision: str, reason: str | None, now: datetime) -> Item:
    """The item closed because it was solved otherwise, whoever has it."""
    return _changed(item, now, state=State.DONE, decided_by=who, decision=decision, reason=reason)


def raised(item: Item, priority: int, deadline: datetime, now: datetime) -> Item:
    """The item at least as urgent as `priority` and due no later than `deadline`."""
    priority = max(item.priority, priority)
    deadline = min(item.deadline, deadline)
    if (priority, deadline) == (item.priority, item.deadline):
        return item
    return _changed(item, now, priority=priority, deadline=deadline)


def repeats(item: Item, who: str, decision: Decision) -> bool:
    """Whether `who` sends the decision once more that closed this item."""
    return item.state is State.DONE and item.decided_by == who and item.decision == decision.besluit


def _changed(item: Item, now: datetime, **fields: Any) -> Item:
    return replace(item, version=item.version + 1, changed_at=now, **fields)
