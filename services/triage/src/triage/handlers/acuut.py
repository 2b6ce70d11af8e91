"""Acute meldingen: they wait for a person, and page whoever is on duty until one answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Moment, Urgentie
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.commands import Command
from vt_messaging.loaded import Loaded
from vt_messaging.records import Incoming
from vt_messaging.unit import Unit, WorkItem
from vt_messaging.work_items.domain import Item, State, overtaken
from vt_messaging.work_items.store import ItemStore

from triage import oproep
from triage.domain import acuut
from triage.domain.acuut import ACUUT_ONBEVESTIGD, Acuut, Oproep, Oproeptermijnen
from triage.domain.piket import Piketrooster
from triage.domain.triage import Triage
from triage.ports import AcuutStore

BEVESTIGD = "acuut-bevestigd"
OPGEROEPEN = "acuut-opgeroepen"
PIKET = "piket"
"""Who pages, in the audit."""
NIEMAND_IN_DIENST = "niemand-in-dienst"
ACUUT_ONBEANTWOORD = "acuut-onbeantwoord"
"""Alarms: the roster names nobody now; everybody was paged in vain."""


@dataclass(frozen=True, slots=True)
class Bevestig:
    """Somebody says of an acute melding: I have it."""

    melding_id: UUID
    who: str


class Decided(NamedTuple):
    """A triage as it was just decided; `before` None: nobody knew it."""

    triage: Triage
    before: Triage | None


class AcuteMeldingen:
    """Handles what waits, over a store; `rooster` gives the duty roster of this moment."""

    def __init__(
        self,
        store: AcuutStore,
        items: ItemStore,
        rooster: Callable[[], Piketrooster],
        termijnen: Oproeptermijnen,
    ) -> None:
        self._store = store
        self._items = items
        self._rooster = rooster
        self._termijnen = termijnen

    async def wait(self, unit: Unit, decided: Sequence[Decided]) -> None:
        """Lets each acute one wait for a person; of a batch without acute ones it costs nothing.

        Clocks run from receipt; for what became acute later from that decision. A proefbericht
        pages nobody.
        """
        acute = [
            one
            for one in decided
            if one.triage.urgentie is Urgentie.ACUUT and not one.triage.proefbericht
        ]
        if not acute:
            return
        known = await self._store.acute(
            unit, [one.triage.melding_id for one in acute if one.before is not None]
        )
        for triage, before in acute:
            current = known.get(triage.melding_id)
            since = min(triage.ontvangen_op, unit.now) if before is None else unit.now
            waits = acuut.waiting(current, triage.melding_id, triage.nummer, since, self._termijnen)
            if waits is not current:
                self._store.save_acute(unit, waits, 0 if current is None else current.version)

    async def confirm(self, batch: Sequence[Command[Bevestig]], unit: Unit) -> list[Acuut | None]:
        """Acknowledges; again, or by another, changes nothing. None: it is not acute."""
        known = await self._load(unit, [c.content.melding_id for c in batch])
        for command in batch:
            current = known.loaded.get(command.content.melding_id)
            if current is not None:
                known.put(acuut.confirmed(current, command.content.who, unit.now))
        self._save(unit, known)
        return [known.loaded.get(c.content.melding_id) for c in batch]

    async def follow_status(self, batch: Sequence[Incoming[MeldingStatusV1]], unit: Unit) -> None:
        """What routing tells: that a named person of a party accepted is an acknowledgement too."""
        accepted = [
            r.event
            for r in batch
            if r.event.schrijver == "routing" and r.event.moment is Moment.GEACCEPTEERD
        ]
        if not accepted:
            return
        known = await self._load(unit, [event.melding_id for event in accepted])
        for event in accepted:
            current = known.loaded.get(event.melding_id)
            if current is not None:
                who = event.partij or "partij"
                known.put(acuut.accepted(current, who, event.op, unit.now))
        self._save(unit, known)

    async def watch(self, batch: Sequence[Command[None]], unit: Unit) -> list[int]:
        """Pages for all that waited too long; gives how many, once for each timer that asked."""
        found = await self._store.due(unit, unit.now)
        if not found:
            return [0] * len(batch)
        items = await self._items.load(
            unit, [f.acuut.werkitem_id for f in found if f.acuut.werkitem_id is not None]
        )
        rooster = self._rooster()
        paged = 0
        for one in found:
            if one.taken_by is not None:
                done = acuut.confirmed(one.acuut, one.taken_by, unit.now)
                self._confirm(unit, one.acuut, done, items)
                continue
            paged += 1
            self._page(
                unit,
                batch[0],
                one.acuut,
                acuut.page(one.acuut, rooster, self._termijnen, unit.now),
                rooster.versie,
            )
        return [paged] * len(batch)

    def _page(
        self, unit: Unit, cause: Command[None], before: Acuut, made: Oproep, versie: str
    ) -> None:
        after = made.acuut
        identity = oproep.deliver(unit, cause, after, made.wie)
        if made.nobody:
            unit.alarm(NIEMAND_IN_DIENST)
        if made.round_over:
            unit.alarm(ACUUT_ONBEANTWOORD)
            if after.werkitem_id is None:
                after = after._replace(werkitem_id=_open(unit, after))
        self._store.save_acute(unit, after, before.version)
        unit.audit(
            PIKET,
            OPGEROEPEN,
            after.melding_id,
            rule_version=versie,
            details={
                "functie": made.wie.functie,
                "wijze": made.wie.wijze.value,
                "oproep": after.oproepen,
                "bezorging": identity,
                "niemandInDienst": made.nobody,
            },
        )

    async def _load(self, unit: Unit, ids: Sequence[UUID]) -> _Known:
        known = await self._store.acute(unit, ids)
        items = await self._items.load(
            unit, [a.werkitem_id for a in known.values() if a.werkitem_id is not None]
        )
        return _Known(Loaded(known), dict(known), items)

    def _save(self, unit: Unit, known: _Known) -> None:
        for after, _ in known.loaded.changed():
            self._confirm(unit, known.before[after.melding_id], after, known.items)

    def _confirm(self, unit: Unit, before: Acuut, after: Acuut, items: Mapping[UUID, Item]) -> None:
        assert after.bevestigd_door is not None
        self._store.save_acute(unit, after, before.version)
        unit.audit(
            after.bevestigd_door, BEVESTIGD, after.melding_id, details={"oproepen": after.oproepen}
        )
        item = None if after.werkitem_id is None else items.get(after.werkitem_id)
        if item is not None and item.state is not State.DONE:
            closed = overtaken(item, after.bevestigd_door, "bevestigd", None, unit.now)
            self._items.save(unit, closed, item.version)


class _Known(NamedTuple):
    """The acute meldingen of a batch as they become and as they were, with their work items."""

    loaded: Loaded[Acuut]
    before: dict[UUID, Acuut]
    items: Mapping[UUID, Item]

    def put(self, acuut: Acuut) -> None:
        self.loaded.put(acuut.melding_id, acuut)


def _open(unit: Unit, waits: Acuut) -> UUID:
    """A work item of the highest priority: the whole roster was paged and nobody answered."""
    return unit.open_work_item(
        WorkItem(
            kind=ACUUT_ONBEVESTIGD,
            title=f"Acute melding {waits.nummer}: niemand van het piket heeft gereageerd",
            about=waits.melding_id,
            priority=Urgentie.ACUUT.rank,
            deadline=unit.now,  # it should have been done already
            details={"nummer": waits.nummer, "sinds": waits.sinds.isoformat()},
        )
    )
