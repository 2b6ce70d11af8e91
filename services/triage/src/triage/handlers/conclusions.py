"""What the rules make of a melding takes effect, or a person is asked: told, saved and audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Moment, Urgentie
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_kalender import Kalender
from vt_messaging.records import Cause
from vt_messaging.unit import Unit, WorkItem
from vt_messaging.work_items.domain import Item, State, overtaken, raised
from vt_messaging.work_items.store import ItemStore

from triage import translate
from triage.domain.clocks import deadline
from triage.domain.regelsets import InUse
from triage.domain.rules import Besluit
from triage.domain.strategisch import clock_starts, first_role
from triage.domain.triage import (
    KOPPELING_BESLUIT,
    TRIAGE_BESLUIT,
    Triage,
    decided_by_rules,
    rules_may_decide,
    waits_for_person,
)
from triage.handlers.audit import BESLUIT, VRAAG, besluit_details
from triage.handlers.lopend import Lopend
from triage.handlers.radar import RadarRound
from triage.motivation import Motivation
from triage.ports import TriageStore


class Case(NamedTuple):
    """A melding and what the rules make of it.

    `seen` is its next version, in which nothing is decided yet; `was` the urgency before the rules.
    """

    cause: Cause
    melding: MeldingOntvangenV1
    current: Triage | None
    seen: Triage
    besluit: Besluit
    was: Urgentie


class Conclusions:
    """Those of one batch, with all that was loaded for it."""

    def __init__(
        self,
        unit: Unit,
        store: TriageStore,
        items: ItemStore,
        kalender: Kalender,
        rules: InUse,
        radar: RadarRound,
        lopend: Lopend,
        werkitems: Mapping[UUID, Item],
    ) -> None:
        self.rules = rules
        self.radar = radar
        self._unit = unit
        self._store = store
        self._items = items
        self._kalender = kalender
        self._lopend = lopend
        self._werkitems = werkitems

    def conclude(self, case: Case) -> Triage:
        """The triage as it becomes."""
        unit, current = self._unit, case.current
        item = None
        if current is not None and current.werkitem_id is not None:
            item = self._werkitems.get(current.werkitem_id)
        if rules_may_decide(current, case.besluit):
            triage, what = self._decided(case, item), BESLUIT
        else:
            triage, what = self._asked(case, item), VRAAG
        self._store.save(unit, triage, 0 if current is None else current.version)
        unit.audit(
            self.rules.who,
            what,
            triage.melding_id,
            rule_version=self.rules.versie,
            details=besluit_details(triage, case.was),
        )
        return triage

    def finish(self) -> None:
        """Saves what changed beside the triages: clocks, onderzoeken, keys and links."""
        self._lopend.save()
        self.radar.finish()

    def _decided(self, case: Case, item: Item | None) -> Triage:
        unit = self._unit
        decided = decided_by_rules(case.seen, case.besluit, unit.now)
        assert decided.vervolg is not None
        if item is not None and item.state is not State.DONE:
            closed = overtaken(item, self.rules.who, decided.vervolg.value, None, unit.now)
            self._items.save(unit, closed, item.version)
        told = _told(case.besluit, case.melding)
        translate.announce_decision(unit, case.cause, decided, case.melding, told)
        if case.current is not None:
            self._lopend.decided_by_rules(decided)
        if self.radar.asks(decided.melding_id):
            _ask_about_links(unit, decided)
        return decided

    def _asked(self, case: Case, item: Item | None) -> Triage:
        """Opens a work item, or makes the one that is open as urgent as the melding became."""
        again = case.current is not None
        asked = self._in_work_item(case, item)
        self._lopend.asked(asked, again=again)
        translate.announce_status(self._unit, case.cause, asked, Moment.WACHT_OP_BESLUIT)
        return asked

    def _in_work_item(self, case: Case, item: Item | None) -> Triage:
        unit, seen, haste = self._unit, case.seen, asked_as(case.besluit)
        due = due_at(haste, seen, case.current, unit.now, self._kalender)
        if item is not None and item.state is not State.DONE:
            newer = raised(item, haste.rank, due, unit.now)
            if newer is not item:
                self._items.save(unit, newer, item.version)
            return waits_for_person(seen, item.id, newer.deadline)
        opnieuw = case.current is not None
        rol = first_role(seen.regels)
        identity = unit.open_work_item(
            WorkItem(
                kind=TRIAGE_BESLUIT,
                title=f"Besluit {'opnieuw ' if opnieuw else ''}nodig over {seen.nummer}",
                about=seen.melding_id,
                priority=haste.rank,
                deadline=due,
                details={
                    "nummer": seen.nummer,
                    "urgentie": seen.urgentie.value,
                    "reden": seen.reden,
                    "regels": list(seen.regels),
                    "opnieuw": opnieuw,
                    "proefbericht": seen.proefbericht,
                }
                | ({} if rol is None else {"rol": rol}),
            )
        )
        return waits_for_person(seen, identity, due)


def _told(besluit: Besluit, melding: MeldingOntvangenV1) -> Motivation:
    return Motivation(
        reden=besluit.reden,
        aanleiding=melding.aanleiding,
        aard=melding.aard,
        risicofactoren=list(besluit.risicofactoren),
        advies=besluit.advies,
    )


def _ask_about_links(unit: Unit, triage: Triage) -> None:
    """Who acts at once has no time to judge likely links: a work item of their own."""
    unit.open_work_item(
        WorkItem(
            kind=KOPPELING_BESLUIT,
            title=f"Kijk of de koppelingen van {triage.nummer} kloppen",
            about=triage.melding_id,
            priority=Urgentie.HOOG.rank,
            deadline=deadline(Urgentie.HOOG, unit.now),
            details={"nummer": triage.nummer},
        )
    )


def asked_as(besluit: Besluit) -> Urgentie:
    """As what a person is asked: at once, as an acute melding is, although this need not be one."""
    return Urgentie.ACUUT if besluit.meteen else besluit.urgentie


def due_at(
    haste: Urgentie, seen: Triage, current: Triage | None, now: datetime, kalender: Kalender
) -> datetime:
    """The clock runs from receipt; for what became more urgent, or is opened again, from now."""
    since = seen.ontvangen_op if current is None else now
    due = deadline(haste, clock_starts(seen.regels, haste, since), kalender)
    if current is None or current.deadline is None:
        return due
    return min(due, current.deadline)
