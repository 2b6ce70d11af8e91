"""Deciding anew about a melding that was decided: only a person can, and the history stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from vt_messaging.commands import Command
from vt_messaging.unit import Unit

from triage.domain.triage import Beslissing, Triage, may_decide_anew
from triage.domain.weigering import Weigering
from triage.handlers.werkitems import TriageBesluiten


@dataclass(frozen=True, slots=True)
class DecideAnew:
    """Somebody who saw `versie` of a melding decides it anew."""

    melding_id: UUID
    versie: int
    who: str
    beslissing: Beslissing


class Herziening:
    """Handles decisions on meldingen themselves, over those on work items."""

    def __init__(self, besluiten: TriageBesluiten) -> None:
        self._besluiten = besluiten

    async def decide_anew(
        self, batch: Sequence[Command[DecideAnew]], unit: Unit
    ) -> list[Triage | Weigering | None]:
        """Each as the next version of its melding; None where there is none."""
        round_ = await self._besluiten.begin_about([c.content.melding_id for c in batch], unit)
        answers: list[Triage | Weigering | None] = []
        for command in batch:
            asked = command.content
            current = round_.triage(asked.melding_id)
            answer: Triage | Weigering | None = None
            if current is not None:
                answer = may_decide_anew(current, asked.versie) or round_.take(
                    command, current, asked.beslissing, asked.who
                )
            answers.append(answer)
        round_.finish()
        return answers
