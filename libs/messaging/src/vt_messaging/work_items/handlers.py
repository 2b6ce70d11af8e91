"""What people do with work items: look, claim, release, decide. Each leaves an audit row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel

from vt_messaging.commands import Command
from vt_messaging.loaded import Loaded
from vt_messaging.unit import Unit
from vt_messaging.work_items import domain
from vt_messaging.work_items.domain import Decision, Item, Settled, Taken, Unfit
from vt_messaging.work_items.store import ItemStore

CLAIMED = "werkitem-geclaimd"
RELEASED = "werkitem-vrijgegeven"
SETTLED = "werkitem-afgehandeld"
READ = "dossier-gelezen"


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody looks at, claims or releases a work item."""

    item_id: UUID
    who: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Somebody decides a work item."""

    item_id: UUID
    who: str
    decision: Any


class NotThere:
    """There is no such work item."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A work item, with the dossier that it is about, where it has one."""

    item: Item
    dossier: BaseModel | None


Answer = Item | Taken | Unfit | NotThere


class Round(Protocol):
    """The decisions of one batch on items of a service's own kinds; everything is loaded."""

    def decide(self, command: Command[Decide], item: Item) -> Item | Taken | Unfit:
        """Carries the decision out, notes it in the audit, and gives the item as it becomes.

        The caller may act on the item; a closed one never comes here.
        """
        ...

    def finish(self) -> None:
        """Saves and sends what the decisions of this batch changed."""
        ...


class OwnDecisions(Protocol):
    """Decisions that only one service knows, on work items of its own kinds."""

    @property
    def kinds(self) -> frozenset[str]:
        """Their kinds; of any other kind can only be said that it is settled."""
        ...

    async def begin(self, items: Sequence[Item], unit: Unit) -> Round:
        """Loads, in sets, what the decisions on these items need."""
        ...


Dossiers = Callable[[Sequence[Item], Unit], Awaitable[dict[UUID, Any]]]
"""Loads, in sets, the dossiers of these work items; by the item's id, as JSON models."""
Transition = Callable[[Item, str, datetime], Item | Taken]


class WorkItems:
    """The handlers, over a store, with what the service adds to them."""

    def __init__(
        self,
        store: ItemStore,
        own: OwnDecisions | None = None,
        dossiers: Dossiers | None = None,
    ) -> None:
        self._store = store
        self._own = own
        self._dossiers = dossiers

    async def claim(self, batch: Sequence[Command[Act]], unit: Unit) -> list[Answer]:
        """The first who asks gets it; the others hear who has it."""
        return await self._change(batch, unit, domain.claim, CLAIMED)

    async def release(self, batch: Sequence[Command[Act]], unit: Unit) -> list[Answer]:
        """Gives a claimed item back."""
        return await self._change(batch, unit, domain.release, RELEASED)

    async def show(self, batch: Sequence[Command[Act]], unit: Unit) -> list[Shown | NotThere]:
        """Each item with its dossier; every reading is noted."""
        items = await self._store.load(unit, {c.content.item_id for c in batch})
        dossiers: dict[UUID, Any] = {}
        if self._dossiers is not None and items:
            dossiers = await self._dossiers(list(items.values()), unit)
        answers: list[Shown | NotThere] = []
        for command in batch:
            item = items.get(command.content.item_id)
            if item is None:
                answers.append(NotThere())
                continue
            _note(unit, command.content.who, READ, item)
            answers.append(Shown(item, dossiers.get(item.id)))
        return answers

    async def decide(self, batch: Sequence[Command[Decide]], unit: Unit) -> list[Answer]:
        """Takes decisions of people; the same one again by the same person changes nothing."""
        items = await self._load(batch, unit)
        kinds: frozenset[str] = frozenset() if self._own is None else self._own.kinds
        ours = [item for item in items.all() if item.kind in kinds]
        own = None if self._own is None or not ours else await self._own.begin(ours, unit)
        answers: list[Answer] = []
        for command in batch:
            who, decision = command.content.who, command.content.decision
            item = items.get(command.content.item_id)
            if item is None:
                answers.append(NotThere())
                continue
            answer = _refusal(item, who, decision, item.kind in kinds)
            if answer is None:
                if own is not None and item.kind in kinds:
                    answer = own.decide(command, item)
                else:
                    answer = domain.close(item, who, decision.besluit, decision.reden, unit.now)
                    _note(unit, who, SETTLED, item)
            if isinstance(answer, Item):
                items.put(answer.id, answer)
            answers.append(answer)
        self._save(items, unit)
        if own is not None:
            own.finish()
        return answers

    async def _change(
        self, batch: Sequence[Command[Act]], unit: Unit, transition: Transition, what: str
    ) -> list[Answer]:
        items = await self._load(batch, unit)
        answers: list[Answer] = []
        for command in batch:
            item = items.get(command.content.item_id)
            if item is None:
                answers.append(NotThere())
                continue
            answer = transition(item, command.content.who, unit.now)
            if isinstance(answer, Item) and answer is not item:
                items.put(answer.id, answer)
                _note(unit, command.content.who, what, item)
            answers.append(answer)
        self._save(items, unit)
        return answers

    async def _load(self, batch: Sequence[Command[Any]], unit: Unit) -> Loaded[Item]:
        return Loaded(await self._store.load(unit, {c.content.item_id for c in batch}))

    def _save(self, items: Loaded[Item], unit: Unit) -> None:
        for item, loaded_version in items.changed():
            self._store.save(unit, item, loaded_version)


def _refusal(item: Item, who: str, decision: Decision, own: bool) -> Item | Taken | Unfit | None:
    """Why this decision is not carried out; the item itself when it was, before."""
    if domain.repeats(item, who, decision):
        return item
    if (taken := domain.held_by_other(item, who)) is not None:
        return taken
    if own and isinstance(decision, Settled):
        return Unfit("Dit werkitem vraagt een eigen besluit; kies wat er gebeurt.", "besluit")
    if not own and not isinstance(decision, Settled):
        return Unfit("Dit werkitem kan alleen worden afgehandeld, met een reden.", "besluit")
    return None


def _note(unit: Unit, who: str, what: str, item: Item) -> None:
    unit.audit(who, what, item.about, details={"werkitem": str(item.id), "soort": item.kind})
