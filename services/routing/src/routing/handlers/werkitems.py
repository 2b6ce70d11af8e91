"""Work items: claim, let go, read the dossier, decide. Answers are values, never exceptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_messaging.commands import Command
from vt_messaging.unit import Unit

from routing.domain.beslissing import QUESTIONS, Afsluiten, Beslissing, NotPossible, carry_out
from routing.domain.decisions import Rules
from routing.domain.dossier import Dossier
from routing.domain.overdracht import Overdracht
from routing.domain.werkitem import Werkitem
from routing.handlers.consequences import Consequences
from routing.handlers.overdrachten import Overdrachten
from routing.ports import BesluitKey, DossierStore, WerkitemStore


@dataclass(frozen=True, slots=True)
class OnItem:
    """Somebody does something with a work item."""

    item_id: UUID
    who: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Somebody decides on a work item."""

    item_id: UUID
    who: str
    beslissing: Beslissing


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody reads the dossier of a melding or an overdracht."""

    identity: UUID
    who: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A work item with all that is known of its melding."""

    item: Werkitem
    dossier: Dossier | None
    besluit: MeldingGetrieerdV1 | None


class Missing:
    """There is no such thing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody else has it, or had it; says who."""

    uitleg: str


class Werkitems:
    """The handlers of people's commands."""

    def __init__(
        self,
        items: WerkitemStore,
        store: DossierStore,
        overdrachten: Overdrachten,
        vragen_aan: str,
    ) -> None:
        self._items = items
        self._store = store
        self._overdrachten = overdrachten
        self._vragen_aan = vragen_aan

    async def claim(
        self, batch: Sequence[Command[OnItem]], unit: Unit
    ) -> list[Werkitem | Missing | Taken]:
        """Gives each item to who asks first."""
        return await self._change(
            batch, unit, "werkitem geclaimd", lambda item, who: item.claim(who, unit.now)
        )

    async def release(
        self, batch: Sequence[Command[OnItem]], unit: Unit
    ) -> list[Werkitem | Missing | Taken]:
        """Lets items go that somebody has."""
        return await self._change(
            batch, unit, "werkitem vrijgegeven", lambda item, who: item.release(who, unit.now)
        )

    async def _change(
        self,
        batch: Sequence[Command[OnItem]],
        unit: Unit,
        what: str,
        change: Callable[[Werkitem, str], str | None],
    ) -> list[Werkitem | Missing | Taken]:
        items = await self._items.load(unit, {c.content.item_id for c in batch})
        answers: list[Werkitem | Missing | Taken] = []
        for command in batch:
            item = items.get(command.content.item_id)
            if item is None:
                answers.append(Missing())
            elif (blocked := change(item, command.content.who)) is not None:
                answers.append(Taken(blocked))
            else:
                unit.audit(command.content.who, what, item.about, details={"id": str(item.id)})
                answers.append(item)
        self._items.save(unit, list(items.values()))
        return answers

    async def read(self, batch: Sequence[Command[OnItem]], unit: Unit) -> list[Opened | Missing]:
        """Each item with its dossier; every reading is noted."""
        items = await self._items.load(unit, {c.content.item_id for c in batch})
        dossiers, besluiten = await self._files(unit, items.values())
        answers: list[Opened | Missing] = []
        for command in batch:
            item = items.get(command.content.item_id)
            if item is None:
                answers.append(Missing())
                continue
            unit.audit(
                command.content.who,
                "dossier gelezen",
                item.about,
                details={"werkitem": str(item.id)},
            )
            dossier = None if item.about is None else dossiers.get(item.about)
            answers.append(Opened(item, dossier, _newest(dossier, besluiten)))
        return answers

    async def decide(
        self, batch: Sequence[Command[Decide]], unit: Unit
    ) -> list[Werkitem | Missing | Taken | NotPossible]:
        """Carries out decisions, each with its reason in the audit."""
        items = await self._items.load(unit, {c.content.item_id for c in batch})
        dossiers, besluiten = await self._files(unit, items.values())
        rules = await self._overdrachten.rules(unit)
        consequences = Consequences()
        answers: list[Werkitem | Missing | Taken | NotPossible] = []
        for command in batch:
            item = items.get(command.content.item_id)
            if item is None:
                answers.append(Missing())
                continue
            dossier = None if item.about is None else dossiers.get(item.about)
            failure = _decide(item, dossier, _newest(dossier, besluiten), command.content, rules)
            if failure is not None:
                answers.append(failure)
                continue
            beslissing = command.content.beslissing
            unit.audit(
                command.content.who,
                f"besluit: {beslissing.naam_besluit}",
                item.about,
                rule_version=f"register {rules.registry.version}",
                details={"werkitem": str(item.id), "soort": item.kind, "reden": beslissing.reden},
            )
            if dossier is not None:
                consequences.note(command, dossier)
            answers.append(item)
        self._items.save(unit, list(items.values()))
        self._store.save(unit, list(dossiers.values()))
        consequences.carry_out(unit, besluiten, self._vragen_aan)
        return answers

    async def read_overdrachten(
        self, batch: Sequence[Command[Read]], unit: Unit
    ) -> list[Dossier | Missing]:
        """The overdrachten of meldingen; every reading is noted."""
        dossiers = await self._store.of_meldingen(unit, {c.content.identity for c in batch})
        return [_read(unit, command, dossiers.get(command.content.identity)) for command in batch]

    async def read_overdracht(
        self, batch: Sequence[Command[Read]], unit: Unit
    ) -> list[tuple[Dossier, Overdracht] | Missing]:
        """Single overdrachten with their melding; every reading is noted."""
        dossiers = await self._store.of_overdrachten(unit, {c.content.identity for c in batch})
        answers: list[tuple[Dossier, Overdracht] | Missing] = []
        for command in batch:
            dossier = _read(unit, command, dossiers.get(command.content.identity))
            if isinstance(dossier, Missing):
                answers.append(dossier)
                continue
            overdracht = next(o for o in dossier.overdrachten if o.id == command.content.identity)
            answers.append((dossier, overdracht))
        return answers

    async def _files(
        self, unit: Unit, items: Iterable[Werkitem]
    ) -> tuple[dict[UUID, Dossier], dict[BesluitKey, MeldingGetrieerdV1]]:
        about = {item.about for item in items if item.about is not None}
        if not about:
            return {}, {}
        dossiers = await self._store.of_meldingen(unit, about)
        keys = [BesluitKey(d.id, d.besluit_versie) for d in dossiers.values()]
        return dossiers, await self._store.besluiten(unit, keys)


def _decide(
    item: Werkitem,
    dossier: Dossier | None,
    besluit: MeldingGetrieerdV1 | None,
    command: Decide,
    rules: Rules,
) -> Taken | NotPossible | None:
    if (blocked := item.blocked_for(command.who)) is not None:
        return Taken(blocked)
    beslissing = command.beslissing
    if item.kind in QUESTIONS and dossier is not None and besluit is not None:
        about = item.details.get("overdrachtId")
        overdracht = next((o for o in dossier.overdrachten if str(o.id) == about), None)
        refused = carry_out(dossier, besluit, overdracht, beslissing, rules)
        if refused is not None:
            return refused
    elif not isinstance(beslissing, Afsluiten):
        return NotPossible("Dit werkitem kan alleen worden afgesloten, met een reden.")
    item.finish(command.who, beslissing.naam_besluit, beslissing.reden, rules.now)
    return None


def _newest(
    dossier: Dossier | None, besluiten: dict[BesluitKey, MeldingGetrieerdV1]
) -> MeldingGetrieerdV1 | None:
    if dossier is None:
        return None
    return besluiten.get(BesluitKey(dossier.id, dossier.besluit_versie))


def _read(unit: Unit, command: Command[Read], dossier: Dossier | None) -> Dossier | Missing:
    if dossier is None:
        return Missing()
    unit.audit(command.content.who, "overdracht gelezen", dossier.id)
    return dossier
