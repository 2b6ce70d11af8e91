"""A work item: who may take it, let it go, finish it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

OPEN, CLAIMED, DONE = "open", "geclaimd", "afgehandeld"


@dataclass(slots=True)
class Werkitem:
    """A work item; `version` is the stored one, `details` holds codes and no persons."""

    id: UUID
    version: int
    kind: str
    about: UUID | None
    title: str
    priority: int
    deadline: datetime
    state: str
    claimed_by: str | None
    decided_by: str | None
    decision: str | None
    reason: str | None
    details: dict[str, Any]
    opened_at: datetime
    changed_at: datetime
    changed: bool = False

    def blocked_for(self, who: str) -> str | None:
        """Why `who` cannot work on it now, naming who has it; None when nothing is in the way."""
        if self.state == DONE:
            return f"Dit werkitem is al afgehandeld door {self.decided_by}."
        if self.state == CLAIMED and self.claimed_by != who:
            return f"Dit werkitem is geclaimd door {self.claimed_by}."
        return None

    def claim(self, who: str, now: datetime) -> str | None:
        """Gives it to `who`; returns why not, if so. Claiming again is harmless."""
        if (blocked := self.blocked_for(who)) is None and self.state == OPEN:
            self.state, self.claimed_by = CLAIMED, who
            self._touch(now)
        return blocked

    def release(self, who: str, now: datetime) -> str | None:
        """Takes it back from `who`; returns why not, if so."""
        if (blocked := self.blocked_for(who)) is None and self.state == CLAIMED:
            self.state, self.claimed_by = OPEN, None
            self._touch(now)
        return blocked

    def finish(self, who: str, decision: str, reason: str, now: datetime) -> None:
        """Notes the decision; only after `blocked_for` found nothing."""
        self.state, self.claimed_by, self.decided_by = DONE, who, who
        self.decision, self.reason = decision, reason
        self._touch(now)

    def _touch(self, now: datetime) -> None:
        self.changed_at = now
        self.changed = True
