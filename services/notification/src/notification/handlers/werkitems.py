"""What medewerkers see of their tasks to reach a melder, and what they say became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_messaging.commands import Command
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item, Taken, Unfit, close, put_off
from vt_messaging.work_items.handlers import Decide

from notification.domain.dossier import Dossier, allowed
from notification.domain.melder import Contact
from notification.domain.table import Beleid, Vertelmoment
from notification.domain.werkitems import TO_REACH_A_MELDER, Beslissing
from notification.ports import DossierStore
from notification.wording import Texts


@dataclass(frozen=True, slots=True)
class Task:
    """All that is needed to do a task: the melder, and the words that may be said."""

    dossier: Dossier
    contact: Contact
    tekst: str | None


class Belwerk:
    """The tasks to reach a melder, over a store."""

    kinds = TO_REACH_A_MELDER

    def __init__(self, dossiers: DossierStore, beleid: Beleid, texts: Texts) -> None:
        self._dossiers = dossiers
        self._beleid = beleid
        self._texts = texts

    async def begin(self, items: Sequence[Item], unit: Unit) -> BelRound:  # noqa: ARG002
        """Nothing but the policy is needed."""
        return BelRound(self._beleid, unit)

    async def tasks(self, items: Sequence[Item], unit: Unit) -> dict[UUID, Task]:
        """What is needed to do these items, by item; the caller audits."""
        about = {item.about for item in items if item.about is not None}
        dossiers = await self._dossiers.load(unit, about) if about else {}
        return {
            item.id: Task(
                dossiers[item.about],
                self._dossiers.contact(dossiers[item.about]),
                self._words(item, dossiers[item.about]),
            )
            for item in items
            if item.about in dossiers
        }

    def _words(self, item: Item, dossier: Dossier) -> str | None:
        """What may be said now of the moment that the task is about."""
        moment = item.details.get("moment")
        if dossier.melder is None or moment not in set(Vertelmoment):
            return None
        stand = dossier.momenten.get(Vertelmoment(moment))
        if stand is None:
            return None
        regel = self._beleid.regels[dossier.melder.soort][Vertelmoment(moment)]
        waarden = allowed(regel, dossier.nummer, dossier.melder, stand.feit)
        return self._texts.text(dossier.melder.soort, Vertelmoment(moment), waarden)


class BelRound:
    """What is said of tasks in one batch."""

    def __init__(self, beleid: Beleid, unit: Unit) -> None:
        self._beleid = beleid
        self._unit = unit

    def decide(self, command: Command[Decide], item: Item) -> Item | Taken | Unfit:
        """Closes the task, or opens it again for a melder who was not reached."""
        who, beslissing = command.content.who, command.content.decision
        assert isinstance(beslissing, Beslissing), "the only form of notification's own"
        now = self._unit.now
        self._unit.audit(
            who,
            "werkitem beslist",
            item.about,
            details={"werkitem": str(item.id), "besluit": beslissing.besluit.value},
        )
        if beslissing.call_again:
            hours = self._beleid.bel_binnen_uren[_urgentie(item.priority)]
            return put_off(item, who, beslissing.reden, now + timedelta(hours=hours), now)
        return close(item, who, beslissing.besluit.value, beslissing.reden, now)

    def finish(self) -> None:
        """There is nothing besides the items."""


def _urgentie(priority: int) -> Urgentie:
    return next(urgentie for urgentie in Urgentie if urgentie.rank == priority)
