"""What people may do with a work item: claim, release, decide. One person at a time. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

TERUGBELLEN = "terugbellen"
"""The kind of work item that asks to call a melder."""
MAIL_ONBESTELBAAR = "mail-onbestelbaar"
"""The relay refused the address for good: the melder must be reached otherwise."""


class WerkitemState(StrEnum):
    """As kept in the work item's row."""

    OPEN = "open"
    GECLAIMD = "geclaimd"
    AFGEHANDELD = "afgehandeld"


class Uitkomst(StrEnum):
    """What a medewerker can say of a task."""

    VERTELD = "verteld"
    NIET_BEREIKT = "niet-bereikt"
    NIET_NODIG = "niet-nodig"
    AFGEHANDELD = "afgehandeld"


_TO_REACH_A_MELDER = frozenset({Uitkomst.VERTELD, Uitkomst.NIET_BEREIKT, Uitkomst.NIET_NODIG})
POSSIBLE: Mapping[str, frozenset[Uitkomst]] = {
    TERUGBELLEN: _TO_REACH_A_MELDER,
    MAIL_ONBESTELBAAR: _TO_REACH_A_MELDER,
}
"""What can be said of a kind of task; of any other kind only that it is settled."""
WITH_REASON = frozenset({Uitkomst.NIET_NODIG, Uitkomst.AFGEHANDELD})


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
    details: Mapping[str, Any]
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """Not possible: another person has it, or it was closed (by whom)."""

    state: WerkitemState
    who: str | None


@dataclass(frozen=True, slots=True)
class NotPossible:
    """This cannot be said of this kind of task, or a reason is missing: which field, and why."""

    field: str
    reason: str


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


def decide(
    item: Werkitem,
    who: str,
    uitkomst: Uitkomst,
    reden: str,
    now: datetime,
    again_before: datetime,
) -> Werkitem | Taken | NotPossible:
    """What `who` says of the task; nobody needs to have claimed an open one first.

    A melder who was not reached is called again: the task is open for everybody, until
    `again_before`. Only a person who gives a reason can let it go.
    """
    if (taken := held_by_other(item, who)) is not None:
        return taken
    possible = POSSIBLE.get(item.kind, frozenset({Uitkomst.AFGEHANDELD}))
    if uitkomst not in possible:
        return NotPossible("besluit", f"kies uit: {', '.join(sorted(possible))}")
    if uitkomst in WITH_REASON and not reden.strip():
        return NotPossible("reden", "schrijf waarom")
    reason = reden.strip() or None
    if uitkomst is Uitkomst.NIET_BEREIKT:
        return replace(
            item,
            version=item.version + 1,
            state=WerkitemState.OPEN,
            claimed_by=None,
            deadline=again_before,
            reason=reason,
            changed_at=now,
        )
    return replace(
        item,
        version=item.version + 1,
        state=WerkitemState.AFGEHANDELD,
        decided_by=who,
        decision=uitkomst.value,
        reason=reason,
        changed_at=now,
    )


def held_by_other(item: Werkitem, who: str) -> Taken | None:
    """Why `who` cannot act on this item now, or None."""
    if item.state is WerkitemState.AFGEHANDELD:
        return Taken(item.state, item.decided_by)
    if item.state is WerkitemState.GECLAIMD and item.claimed_by != who:
        return Taken(item.state, item.claimed_by)
    return None
