"""Offering by the decisions of triage, following the answers, watching the time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_contracts.melding import Bevinding
from vt_messaging.commands import Command
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.records import Incoming, Refused
from vt_messaging.unit import Unit

from routing import translate
from routing.domain.decisions import PartyAnswer, Rules, pass_time, take_answer, take_besluit
from routing.domain.dossier import Dossier
from routing.domain.terms import Terms
from routing.handlers.consequences import Consequences
from routing.ports import BesluitKey, DossierStore, Registries

MOST_AT_ONCE = 500


class Overdrachten:
    """The handlers of records and of time, over a store and a registry."""

    def __init__(
        self, store: DossierStore, registries: Registries, terms: Terms, vragen_aan: str
    ) -> None:
        self._store = store
        self._registries = registries
        self._terms = terms
        self._vragen_aan = vragen_aan

    async def rules(self, unit: Unit) -> Rules:
        """What the decisions of this batch are made with."""
        registry = await self._registries.current(unit)
        return Rules(registry, self._terms, unit.now, partial(time_ordered_uuid, unit.now))

    async def follow_besluiten(
        self, batch: Sequence[Incoming[MeldingGetrieerdV1]], unit: Unit
    ) -> None:
        """Each decision newer than what we know leads to an offer, a question, or nothing."""
        rules = await self.rules(unit)
        dossiers = await self._store.of_meldingen(unit, {r.event.melding_id for r in batch})
        besluiten: dict[BesluitKey, MeldingGetrieerdV1] = {}
        consequences = Consequences()
        for record in batch:
            event = record.event
            dossier = dossiers.get(event.melding_id)
            if dossier is None:
                dossier = dossiers[event.melding_id] = Dossier(event.melding_id, event.nummer)
            elif event.versie <= dossier.besluit_versie:
                continue
            key = BesluitKey(event.melding_id, event.versie)
            besluiten[key] = event
            self._store.keep_besluit(unit, key, translate.content(record))
            take_besluit(dossier, event, rules)
            consequences.note(record, dossier)
        self._store.save(unit, list(dossiers.values()))
        consequences.carry_out(unit, besluiten, self._vragen_aan)

    async def take_answers(self, batch: Sequence[Incoming[PartyAnswer]], unit: Unit) -> None:
        """An answer counts for an offer made to the party that owns the topic, and for no other."""
        dossiers = await self._store.of_overdrachten(unit, {r.event.overdracht_id for r in batch})
        consequences = Consequences()
        for record in batch:
            identity = record.event.overdracht_id
            party = translate.party_of(record.topic)
            dossier = dossiers.get(identity)
            overdracht = (
                None
                if dossier is None
                else next(o for o in dossier.overdrachten if o.id == identity)
            )
            if dossier is None or overdracht is None or overdracht.partij != party:
                # One answer for both: a party learns nothing of the offers of another.
                unit.refuse(_unknown_overdracht(record))
                continue
            take_answer(dossier, overdracht, record.event, unit.now)
            consequences.note(record, dossier)
        self._store.save(unit, list({d.id: d for d in dossiers.values()}.values()))
        consequences.carry_out(unit, {}, self._vragen_aan)

    async def watch_time(self, batch: Sequence[Command[None]], unit: Unit) -> list[None]:
        """Reminds of and escalates the offers whose alarm rang."""
        cause = batch[0]
        ringing = await self._store.ringing(unit, unit.now, MOST_AT_ONCE)
        if ringing:
            rules = await self.rules(unit)
            consequences = Consequences()
            for dossier in ringing:
                for overdracht in tuple(dossier.overdrachten):
                    if overdracht.wekker_op is not None and overdracht.wekker_op <= unit.now:
                        pass_time(dossier, overdracht, rules)
                consequences.note(cause, dossier)
            besluiten = await self._store.besluiten(unit, consequences.wanted())
            self._store.save(unit, ringing)
            consequences.carry_out(unit, besluiten, self._vragen_aan)
        return [None] * len(batch)


def _unknown_overdracht(record: Incoming[Any]) -> Refused:
    tekst = "aan deze partij is geen overdracht met dit id aangeboden"
    return Refused(
        record.raw,
        "UnknownOverdracht",
        (Bevinding(veld="overdrachtId", tekst=tekst),),
        record.envelope.id,
        record.traceparent,
    )
