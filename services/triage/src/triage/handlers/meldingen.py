"""Triaging what intake received: by rules, else a work item for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.records import Cause, Incoming
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import ItemStore

from triage import translate
from triage.domain.klok import Termijnen
from triage.domain.regelsets import Regelsets
from triage.domain.rules import Besluit
from triage.domain.triage import Stand, Triage, is_news, urgency_floor
from triage.domain.verrijking import Nieuws, enriched
from triage.handlers.acuut import AcuteMeldingen, Decided
from triage.handlers.conclusions import Case, Conclusions
from triage.handlers.lopend import Lopend
from triage.handlers.radar import Recognition
from triage.handlers.vragen import New, Vragen
from triage.ports import TriageStore


class Snapshot(NamedTuple):
    """The newest version of a melding in a batch, with the highest urgency of all its versions."""

    record: Incoming[MeldingOntvangenV1]
    urgentie: Urgentie


class Fresh(NamedTuple):
    """A snapshot that is news, with what triage knew."""

    snapshot: Snapshot
    current: Triage | None


class Reopened(NamedTuple):
    """A melding that triage knows, of which others told more now."""

    cause: Cause
    current: Triage
    melding: MeldingOntvangenV1
    nieuws: Nieuws


class TriageMeldingen:
    """Handles `melding.ontvangen`, over a store."""

    def __init__(
        self,
        store: TriageStore,
        radar: Recognition,
        items: ItemStore,
        vault: Vault,
        regelsets: Regelsets,
        acute: AcuteMeldingen,
        vragen: Vragen,
        termijnen: Termijnen | None = None,
    ) -> None:
        self._store = store
        self._radar = radar
        self._items = items
        self._vault = vault
        self._regelsets = regelsets
        self._acute = acute
        self._vragen = vragen
        self._termijnen = termijnen or Termijnen()

    async def triage_meldingen(
        self, batch: Sequence[Incoming[MeldingOntvangenV1]], unit: Unit
    ) -> None:
        """Decides each melding that is news; a version that was seen changes nothing."""
        snapshots = newest(batch)
        known = await self._store.triages(unit, list(snapshots))
        fresh = [
            Fresh(snapshot, current)
            for melding_id, snapshot in snapshots.items()
            if is_news(current := known.get(melding_id), snapshot.record.event.versie)
        ]
        if not fresh:
            return
        meldingen = [f.snapshot.record.event for f in fresh]
        conclusions = await self._conclusions(unit, meldingen, known)
        decided = [
            Decided(conclusions.conclude(self._case(conclusions, one)), one.current)
            for one in fresh
        ]
        conclusions.finish()
        await self._acute.wait(unit, decided)
        if self._vragen.asks_by_policy:
            self._vragen.by_policy(
                unit,
                [
                    New(one.snapshot.record, triage, one.snapshot.record.event)
                    for one, (triage, before) in zip(fresh, decided, strict=True)
                    if before is None
                ],
            )

    async def reopen(self, unit: Unit, reopened: Sequence[Reopened]) -> None:
        """Decides anew about meldingen of which more is known now; nothing becomes less urgent.

        What a person decided is a person's again; else the rules act at once where it is acute.
        """
        known = {r.current.melding_id: r.current for r in reopened}
        conclusions = await self._conclusions(unit, [r.melding for r in reopened], known)
        decided = []
        for cause, current, melding, nieuws in reopened:
            facts = translate.facts(melding, current.urgentie, *conclusions.radar.kennis(melding))
            besluit = conclusions.rules.decide(enriched(facts, nieuws))
            seen = current._replace(
                version=current.version + 1,
                urgentie=besluit.urgentie,
                stand=Stand.WACHT_OP_BESLUIT,
                regelset=conclusions.rules.versie,
                regels=besluit.regels,
                reden=besluit.reden,
            )
            case = Case(cause, melding, current, seen, besluit, current.urgentie)
            decided.append(Decided(conclusions.conclude(case), current))
        conclusions.finish()
        await self._acute.wait(unit, decided)

    async def _conclusions(
        self, unit: Unit, meldingen: Sequence[MeldingOntvangenV1], known: Mapping[UUID, Triage]
    ) -> Conclusions:
        """Loads, in sets, what deciding about these meldingen needs."""
        open_items = [t.werkitem_id for t in known.values() if t.werkitem_id is not None]
        return Conclusions(
            unit,
            self._store,
            self._items,
            self._termijnen.kalender,
            self._regelsets.in_use(unit.now),
            await self._radar.look(unit, meldingen, known),
            await Lopend.load(self._store, unit, self._termijnen, list(known)),
            await self._items.load(unit, open_items),
        )

    def _case(self, conclusions: Conclusions, fresh: Fresh) -> Case:
        record, current = fresh.snapshot.record, fresh.current
        melding = record.event
        floor = urgency_floor(current, fresh.snapshot.urgentie)
        familie, eerder = conclusions.radar.kennis(melding)
        besluit = conclusions.rules.decide(translate.facts(melding, floor, familie, eerder))
        seen = self._seen(current, record, besluit, conclusions.rules.versie)
        return Case(record, melding, current, seen, besluit, floor)

    def _seen(
        self,
        earlier: Triage | None,
        record: Incoming[MeldingOntvangenV1],
        besluit: Besluit,
        regelset: str,
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
            regelset=regelset,
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
