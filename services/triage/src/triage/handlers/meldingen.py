"""Triaging what intake received: by rules, else a work item for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Moment, Urgentie
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.records import Incoming
from vt_messaging.unit import Unit, WorkItem
from vt_messaging.vault import Vault
from vt_messaging.work_items.domain import Item, State, overtaken, raised
from vt_messaging.work_items.store import ItemStore

from triage import translate
from triage.domain.clocks import deadline
from triage.domain.families import Asked, Families
from triage.domain.rules import Besluit, Regelset, deciding_by
from triage.domain.triage import (
    TRIAGE_BESLUIT,
    Stand,
    Triage,
    decided_by_rules,
    is_news,
    rules_may_decide,
    urgency_floor,
    waits_for_person,
)
from triage.handlers.audit import BESLUIT, VRAAG, besluit_details
from triage.motivation import Motivation
from triage.ports import TriageStore


class Snapshot(NamedTuple):
    """The newest version of a melding in a batch, with the highest urgency of all its versions."""

    record: Incoming[MeldingOntvangenV1]
    urgentie: Urgentie


class Fresh(NamedTuple):
    """A snapshot that is news, with what triage knew and the keys of its family."""

    snapshot: Snapshot
    current: Triage | None
    keys: tuple[bytes, ...]


class TriageMeldingen:
    """Handles `melding.ontvangen`, over a store."""

    def __init__(
        self, store: TriageStore, items: ItemStore, vault: Vault, regelset: Regelset
    ) -> None:
        self._store = store
        self._items = items
        self._vault = vault
        self._regelset = regelset
        self._decide = deciding_by(regelset)
        self._who = f"regelset {regelset.versie}"

    async def triage_meldingen(
        self, batch: Sequence[Incoming[MeldingOntvangenV1]], unit: Unit
    ) -> None:
        """Decides each melding that is news; a version that was seen changes nothing."""
        snapshots = newest(batch)
        known = await self._store.triages(unit, list(snapshots))
        fresh = [
            Fresh(
                snapshot,
                current,
                translate.family_keys(snapshot.record.event.betrokkenen, self._vault.digest),
            )
            for melding_id, snapshot in snapshots.items()
            if is_news(current := known.get(melding_id), snapshot.record.event.versie)
        ]
        if not fresh:
            return
        families = Families(await self._store.families(unit, asked(fresh)))
        werkitems = await self._items.load(
            unit, [f.current.werkitem_id for f in fresh if f.current and f.current.werkitem_id]
        )
        for one in fresh:
            self._triage(unit, one, families, werkitems)
        self._store.remember_families(unit, families.added)

    def _triage(
        self, unit: Unit, fresh: Fresh, families: Families, werkitems: Mapping[UUID, Item]
    ) -> None:
        current = fresh.current
        record = fresh.snapshot.record
        melding = record.event
        floor = urgency_floor(current, fresh.snapshot.urgentie)
        familie = families.known(melding.melding_id, fresh.keys)
        besluit = self._decide(translate.facts(melding, floor, familie))
        if not melding.proefbericht:
            hgkm = melding.huiselijk_geweld_of_kindermishandeling
            families.add(melding.melding_id, fresh.keys, hgkm)
        seen = self._seen(current, record, besluit)
        item = None
        if current is not None and current.werkitem_id is not None:
            item = werkitems.get(current.werkitem_id)
        if rules_may_decide(current, besluit):
            decided = decided_by_rules(seen, besluit, unit.now)
            self._close_overtaken(unit, decided, item)
            translate.announce_decision(unit, record, decided, melding, _told(besluit, melding))
            triage, what = decided, BESLUIT
        else:
            triage, what = self._ask(unit, seen, current, item, asked_as(besluit)), VRAAG
            translate.announce_status(unit, record, triage, Moment.WACHT_OP_BESLUIT)
        self._store.save(unit, triage, 0 if current is None else current.version)
        unit.audit(
            self._who,
            what,
            triage.melding_id,
            rule_version=self._regelset.versie,
            details=besluit_details(triage, floor),
        )

    def _seen(
        self,
        earlier: Triage | None,
        record: Incoming[MeldingOntvangenV1],
        besluit: Besluit,
    ) -> Triage:
        """The next version, with what the melding now says and what the rules make of it."""
        melding = record.event
        return Triage(
            melding_id=melding.melding_id,
            version=1 if earlier is None else earlier.version + 1,
            nummer=melding.nummer,
            gezien_versie=melding.versie,
            urgentie=besluit.urgentie,
            stand=Stand.WACHT_OP_BESLUIT,
            vervolg=None if earlier is None else earlier.vervolg,
            regelset=self._regelset.versie,
            regels=besluit.regels,
            reden=besluit.reden,
            besloten_door=None if earlier is None else earlier.besloten_door,
            besloten_op=None if earlier is None else earlier.besloten_op,
            werkitem_id=None if earlier is None else earlier.werkitem_id,
            ontvangen_op=melding.ontvangen_op,
            deadline=None if earlier is None else earlier.deadline,
            proefbericht=melding.proefbericht,
            dossier=translate.sealed(record, self._vault),
        )

    def _ask(
        self, unit: Unit, seen: Triage, current: Triage | None, item: Item | None, haste: Urgentie
    ) -> Triage:
        """Opens a work item, or makes the one that is open as urgent as the melding became."""
        due = due_at(haste, seen.ontvangen_op, current, unit.now)
        if item is not None and item.state is not State.DONE:
            newer = raised(item, haste.rank, due, unit.now)
            if newer is not item:
                self._items.save(unit, newer, item.version)
            return waits_for_person(seen, item.id, newer.deadline)
        again = "opnieuw " if current is not None else ""
        identity = unit.open_work_item(
            WorkItem(
                kind=TRIAGE_BESLUIT,
                title=f"Besluit {again}nodig over {seen.nummer}",
                about=seen.melding_id,
                priority=haste.rank,
                deadline=due,
                details={
                    "nummer": seen.nummer,
                    "urgentie": seen.urgentie.value,
                    "reden": seen.reden,
                    "regels": list(seen.regels),
                    "opnieuw": current is not None,
                    "proefbericht": seen.proefbericht,
                },
            )
        )
        return waits_for_person(seen, identity, due)

    def _close_overtaken(self, unit: Unit, decided: Triage, item: Item | None) -> None:
        if item is None or item.state is State.DONE:
            return
        assert decided.vervolg is not None
        closed = overtaken(item, self._who, decided.vervolg.value, None, unit.now)
        self._items.save(unit, closed, item.version)


def _told(besluit: Besluit, melding: MeldingOntvangenV1) -> Motivation:
    return Motivation(
        reden=besluit.reden,
        aanleiding=melding.aanleiding,
        aard=melding.aard,
        risicofactoren=list(besluit.risicofactoren),
        advies=besluit.advies,
    )


def newest(batch: Sequence[Incoming[MeldingOntvangenV1]]) -> dict[UUID, Snapshot]:
    """The newest version of each melding, in order of first appearance.

    Events are snapshots, so an older one in the same batch adds only the urgency it named.
    """
    found: dict[UUID, Snapshot] = {}
    for record in batch:
        event = record.event
        earlier = found.get(event.melding_id)
        if earlier is None:
            found[event.melding_id] = Snapshot(record, event.urgentie)
        else:
            newer = record if event.versie > earlier.record.event.versie else earlier.record
            found[event.melding_id] = Snapshot(newer, event.urgentie.raised_to(earlier.urgentie))
    return found


def asked(fresh: Sequence[Fresh]) -> list[Asked]:
    """Every key of these meldingen, with who asks."""
    found: list[Asked] = []
    for one in fresh:
        melding_id = one.snapshot.record.event.melding_id
        found += [Asked(key, melding_id) for key in one.keys]
    return found


def asked_as(besluit: Besluit) -> Urgentie:
    """As what a person is asked: at once, as an acute melding is, although this need not be one."""
    return Urgentie.ACUUT if besluit.meteen else besluit.urgentie


def due_at(
    haste: Urgentie, ontvangen_op: datetime, current: Triage | None, now: datetime
) -> datetime:
    """The clock runs from receipt; for what became more urgent, or is opened again, from now."""
    if current is None:
        return deadline(haste, ontvangen_op)
    due = deadline(haste, now)
    return due if current.deadline is None else min(due, current.deadline)
