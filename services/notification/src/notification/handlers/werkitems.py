"""What medewerkers do with their tasks: look, claim, release, decide. Each leaves an audit row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_messaging.commands import Command
from vt_messaging.unit import Unit

from notification.domain import werkitems
from notification.domain.dossier import Dossier, allowed
from notification.domain.melder import Contact
from notification.domain.table import Beleid, Vertelmoment
from notification.domain.werkitems import NotPossible, Taken, Uitkomst, Werkitem
from notification.ports import DossierStore, WerkitemStore
from notification.wording import Texts


class NotThere:
    """There is no such work item."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts on which work item."""

    item: UUID
    who: str


@dataclass(frozen=True, slots=True)
class Decide(Act):
    """What `who` says of the task, and why."""

    uitkomst: Uitkomst
    reden: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A task with all that is needed to do it: the melder, and the words that may be said."""

    item: Werkitem
    dossier: Dossier | None
    contact: Contact
    tekst: str | None


A = TypeVar("A", bound=Act)
Answer = Werkitem | Taken | NotPossible | NotThere


class Werkitems:
    """The handlers, over a store."""

    def __init__(
        self, items: WerkitemStore, dossiers: DossierStore, beleid: Beleid, texts: Texts
    ) -> None:
        self._items = items
        self._dossiers = dossiers
        self._beleid = beleid
        self._texts = texts

    async def claim(self, batch: Sequence[Command[Act]], unit: Unit) -> list[Answer]:
        """Each takes a work item, or hears who has it."""
        return await self._change(
            batch, unit, "werkitem geclaimd", lambda i, c: werkitems.claim(i, c.who, unit.now)
        )

    async def release(self, batch: Sequence[Command[Act]], unit: Unit) -> list[Answer]:
        """Each gives a work item back."""
        return await self._change(
            batch, unit, "werkitem vrijgegeven", lambda i, c: werkitems.release(i, c.who, unit.now)
        )

    async def decide(self, batch: Sequence[Command[Decide]], unit: Unit) -> list[Answer]:
        """Each says what became of a task."""

        def said(item: Werkitem, content: Decide) -> Werkitem | Taken | NotPossible:
            hours = self._beleid.bel_binnen_uren[_urgentie(item.priority)]
            return werkitems.decide(
                item,
                content.who,
                content.uitkomst,
                content.reden,
                unit.now,
                unit.now + timedelta(hours=hours),
            )

        return await self._change(batch, unit, "werkitem beslist", said)

    async def show(self, batch: Sequence[Command[Act]], unit: Unit) -> list[Shown | NotThere]:
        """Each sees a task with the melder's dossier; who looked is noted."""
        items = await self._items.items(unit, [c.content.item for c in batch])
        about = {item.about for item in items.values() if item.about is not None}
        dossiers = await self._dossiers.load(unit, about) if about else {}
        answers: list[Shown | NotThere] = []
        for command in batch:
            item = items.get(command.content.item)
            if item is None:
                answers.append(NotThere())
                continue
            dossier = dossiers.get(item.about) if item.about is not None else None
            contact = Contact() if dossier is None else self._dossiers.contact(dossier)
            answers.append(Shown(item, dossier, contact, self._words(item, dossier)))
            unit.audit(
                command.content.who,
                "melderdossier gelezen",
                item.about,
                details={"werkitem": str(item.id)},
            )
        return answers

    async def _change(
        self,
        batch: Sequence[Command[A]],
        unit: Unit,
        what: str,
        change: Callable[[Werkitem, A], Werkitem | Taken | NotPossible],
    ) -> list[Answer]:
        loaded = await self._items.items(unit, [c.content.item for c in batch])
        current = dict(loaded)
        answers: list[Answer] = []
        for command in batch:
            identity = command.content.item
            item = current.get(identity)
            answer = NotThere() if item is None else change(item, command.content)
            answers.append(answer)
            if isinstance(answer, Werkitem) and answer is not item:
                current[identity] = answer
                uitkomst = getattr(command.content, "uitkomst", None)
                unit.audit(
                    command.content.who,
                    what,
                    answer.about,
                    details={"werkitem": str(identity), "besluit": uitkomst},
                )
        for identity, item in loaded.items():
            if current[identity] is not item:
                self._items.save_item(unit, current[identity], item.version)
        return answers

    def _words(self, item: Werkitem, dossier: Dossier | None) -> str | None:
        """What may be said now of the moment that the task is about."""
        moment = item.details.get("moment")
        if dossier is None or dossier.melder is None or moment not in set(Vertelmoment):
            return None
        stand = dossier.momenten.get(Vertelmoment(moment))
        if stand is None:
            return None
        regel = self._beleid.regels[dossier.melder.soort][Vertelmoment(moment)]
        waarden = allowed(regel, dossier.nummer, dossier.melder, stand.feit)
        return self._texts.text(dossier.melder.soort, Vertelmoment(moment), waarden)


def _urgentie(priority: int) -> Urgentie:
    return next(urgentie for urgentie in Urgentie if urgentie.rank == priority)
