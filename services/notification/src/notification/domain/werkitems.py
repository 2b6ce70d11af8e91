"""The tasks to reach a melder, and what a medewerker can say of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TERUGBELLEN = "terugbellen"
"""The kind of work item that asks to call a melder."""
MAIL_ONBESTELBAAR = "mail-onbestelbaar"
"""The relay refused the address for good: the melder must be reached otherwise."""
TO_REACH_A_MELDER = frozenset({TERUGBELLEN, MAIL_ONBESTELBAAR})


class Uitkomst(StrEnum):
    """What a medewerker can say of a task."""

    VERTELD = "verteld"
    NIET_BEREIKT = "niet-bereikt"
    NIET_NODIG = "niet-nodig"


@dataclass(frozen=True, slots=True)
class Beslissing:
    """What became of the task, and how: only a person who says why can let it go."""

    besluit: Uitkomst
    reden: str

    @property
    def call_again(self) -> bool:
        """A melder who was not reached is called again, by anyone."""
        return self.besluit is Uitkomst.NIET_BEREIKT
