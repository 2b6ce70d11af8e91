"""Clocks: people suspend and resume them, time makes them ring, and closing days move them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from vt_contracts.codes import Klok as Soort
from vt_contracts.codes import Urgentie
from vt_contracts.events.overgedragen import MeldingOvergedragenV1
from vt_messaging.commands import Command
from vt_messaging.loaded import Loaded
from vt_messaging.records import Incoming
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault
from vt_messaging.work_items.domain import raised
from vt_messaging.work_items.store import ItemStore

from triage import translate
from triage.domain import klok as klokken
from triage.domain.klok import Klok, OpschortReden, Termijnen
from triage.domain.weigering import Weigering
from triage.domain.zicht import responsible_since
from triage.handlers import audit, toelichting
from triage.handlers.lopend import Lopend
from triage.ports import Gezocht, KlokStore

BIJ_KLOK = "klok"
DE_KLOK = "klok"
"""Who does what a clock does."""
MOST_AT_ONCE = 500
NOBODY, LAST = UUID(int=0), UUID(int=2**128 - 1)
BEFORE_ALL = datetime(2015, 1, 1, tzinfo=UTC)
"""Veilig Thuis began then (Wmo 2015)."""


@dataclass(frozen=True, slots=True)
class Suspend:
    """Somebody suspends a clock; `toelichting` may name people."""

    melding_id: UUID
    soort: Soort
    who: str
    reden: OpschortReden
    toelichting: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Somebody lets a clock run again."""

    melding_id: UUID
    soort: Soort
    who: str
    toelichting: str


@dataclass(frozen=True, slots=True)
class ReadKlokken:
    """Somebody looks at the clocks of a melding."""

    melding_id: UUID
    who: str


Write = Callable[[Callable[[Unit], Awaitable[None]]], Awaitable[Unit]]
"""Fills a unit and writes it, again after a conflict."""


class Klokken:
    """The handlers of clocks, over a store."""

    def __init__(
        self,
        store: KlokStore,
        items: ItemStore,
        vault: Vault,
        termijnen: Termijnen,
        overdracht_na: timedelta,
    ) -> None:
        self._store = store
        self._items = items
        self._vault = vault
        self._termijnen = termijnen
        self._overdracht_na = overdracht_na

    async def suspend(
        self, batch: Sequence[Command[Suspend]], unit: Unit
    ) -> list[Klok | Weigering | None]:
        """Stops a clock; None where none of this kind runs."""
        lopend = await self._load(unit, [c.content.melding_id for c in batch])
        answers: list[Klok | Weigering | None] = []
        for command in batch:
            asked = command.content
            running = lopend.klok(asked.melding_id, asked.soort)
            answer = running and klokken.suspend(running, asked.reden, asked.who, unit.now)
            if isinstance(answer, Klok):
                lopend.put_klok(answer)
                self._note(unit, asked.who, audit.KLOK_OPGESCHORT, answer, asked.toelichting)
            answers.append(answer)
        lopend.save()
        return answers

    async def resume(
        self, batch: Sequence[Command[Resume]], unit: Unit
    ) -> list[Klok | Weigering | None]:
        """Lets a clock run again, with its deadline moved; None where none of this kind runs."""
        lopend = await self._load(unit, [c.content.melding_id for c in batch])
        answers: list[Klok | Weigering | None] = []
        for command in batch:
            asked = command.content
            running = lopend.klok(asked.melding_id, asked.soort)
            answer = running and klokken.resume(running, unit.now, self._termijnen)
            if isinstance(answer, Klok):
                lopend.put_klok(answer)
                self._note(unit, asked.who, audit.KLOK_HERVAT, answer, asked.toelichting)
            answers.append(answer)
        lopend.save()
        return answers

    async def read(
        self, batch: Sequence[Command[ReadKlokken]], unit: Unit
    ) -> list[list[Klok] | None]:
        """The clocks of meldingen, done ones too; None for what triage does not know."""
        wanted = [c.content.melding_id for c in batch]
        known = await self._store.triages(unit, wanted)
        found = await self._store.klokken_of(unit, wanted)
        return [
            [k for k in found if k.melding_id == c.content.melding_id]
            if c.content.melding_id in known
            else None
            for c in batch
        ]

    async def watch_time(self, batch: Sequence[Command[None]], unit: Unit) -> list[None]:
        """Tells of the clocks that are about to run out or did, and raises their open work items.

        The version of each clock and melding sees to it that replicas tell nothing twice.
        """
        ringing = await self._store.ringing(unit, unit.now, MOST_AT_ONCE)
        meldingen = list({klok.melding_id for klok in ringing})
        triages = Loaded(await self._store.triages(unit, meldingen) if meldingen else {})
        items = Loaded({i.id: i for i in await self._store.open_items(unit, meldingen)}
                       if meldingen else {})  # fmt: skip
        for klok in ringing:
            rung, triage = klokken.ring(klok, unit.now), triages.get(klok.melding_id)
            if rung is None or triage is None:
                continue
            later, moment = rung
            triage = triage._replace(version=triage.version + 1)
            triages.put(klok.melding_id, triage)
            self._store.save_klok(unit, later, klok.version)
            translate.announce_status(unit, batch[0], triage, moment, klok.soort)
            unit.audit(DE_KLOK, moment.value, klok.melding_id, details=_details(klok))
            for item in items.all():
                if item.about == klok.melding_id:
                    # Late is no danger: never as urgent as acuut, which pages the duty person.
                    items.put(item.id, raised(item, Urgentie.HOOG.rank, klok.deadline, unit.now))
        for triage, loaded_version in triages.changed():
            self._store.save(unit, triage, loaded_version)
        for item, loaded_version in items.changed():
            self._items.save(unit, item, loaded_version)
        return [None] * len(batch)

    async def find_overdrachten(self, batch: Sequence[Command[None]], unit: Unit) -> list[None]:
        """Starts the clock of each overdracht that nobody started some time after its decision."""
        until = unit.now - self._overdracht_na
        gezocht = await self._store.gezocht(unit) or Gezocht(0, BEFORE_ALL, NOBODY)
        if gezocht.tot < until:
            found = await self._store.not_started(unit, gezocht, until, MOST_AT_ONCE)
            lopend = await self._load(unit, [one.melding_id for one in found])
            for one in found:
                since = responsible_since(
                    [one.verantwoordelijk_sinds], one.urgentie, one.ontvangen_op, one.besloten_op
                )
                lopend.overdracht_waits(one.melding_id, one.besloten_op, since)
            lopend.save()
            reached = (until, LAST)
            if len(found) == MOST_AT_ONCE:
                reached = (found[-1].besloten_op, found[-1].melding_id)
            self._store.save_gezocht(unit, Gezocht(gezocht.version, *reached))
        return [None] * len(batch)

    async def follow_overgedragen(
        self, batch: Sequence[Incoming[MeldingOvergedragenV1]], unit: Unit
    ) -> None:
        """A party started: the clock is done. One gave it back: it runs again, from the decision."""
        meldingen = list({record.event.melding_id for record in batch})
        versions = await self._store.overgedragen(unit, meldingen)
        triages = await self._store.triages(unit, meldingen)
        lopend = await self._load(unit, meldingen)
        for record in batch:
            event = record.event
            if event.versie <= versions.get(event.melding_id, 0):
                continue
            versions[event.melding_id] = event.versie
            self._store.keep_overgedragen(unit, event.melding_id, event.versie, event.gestart_op)
            triage = triages.get(event.melding_id)
            if event.gestart_op is not None:
                lopend.handed_over(event.melding_id, event.gestart_op)
            elif triage is not None and translate.waits_for_start(triage):
                assert triage.besloten_op is not None
                lopend.overdracht_waits(event.melding_id, triage.besloten_op, event.op)
        lopend.save()

    async def recalculate(self, unit: Unit, after: UUID) -> tuple[UUID | None, int]:
        """Moves a page of running clocks to where these days and norms put them.

        Returns where the next page begins (None: there is none), and how many clocks moved.
        """
        page = await self._store.running_after(unit, after, MOST_AT_ONCE)
        moved = 0
        for klok in page:
            planned = klokken.replan(klok, unit.now, self._termijnen)
            if planned is not klok:
                moved += 1
                self._store.save_klok(unit, planned, klok.version)
                unit.audit(
                    DE_KLOK, audit.KLOK_HERBEREKEND, klok.melding_id, details=_details(planned)
                )
        return (page[-1].id if len(page) == MOST_AT_ONCE else None), moved

    async def _load(self, unit: Unit, melding_ids: Sequence[UUID]) -> Lopend:
        return await Lopend.load(self._store, unit, self._termijnen, melding_ids)

    def _note(self, unit: Unit, who: str, what: str, klok: Klok, text: str) -> None:
        unit.audit(who, what, klok.melding_id, details=_details(klok))
        toelichting.keep(
            self._store, unit, self._vault, klok.melding_id, (BIJ_KLOK, klok.id), who, text
        )


def _details(klok: Klok) -> dict[str, str]:
    details = {"klok": klok.soort.value, "deadline": klok.deadline.isoformat()}
    if klok.opgeschort:
        details["reden"] = klok.opschortingen[-1].reden.value
    return details


async def recalculate_all(klokken: Klokken, write: Write) -> int:
    """Moves all running clocks, a page in a transaction; returns how many moved."""
    after: UUID | None = NOBODY
    moved = 0
    while after is not None:
        page: list[tuple[UUID | None, int]] = []

        async def fill(unit: Unit, after: UUID = after, page: Any = page) -> None:
            page[:] = [await klokken.recalculate(unit, after)]

        await write(fill)
        after, count = page[0]
        moved += count
    return moved
