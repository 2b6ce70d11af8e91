"""What people do with work items: claim, release, decide. One answer for each command, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from vt_contracts.codes import Antwoord, Moment
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.commands import Command
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from triage import motivation, translate
from triage.domain.explanations import ADVIES, risicofactoren
from triage.domain.families import Asked, Families
from triage.domain.triage import (
    GEEN_HGKM,
    Beslissing,
    Triage,
    aard_past,
    decided_by_person,
)
from triage.domain.werkitems import TRIAGE_BESLUIT, Taken, Werkitem, claim, close, release
from triage.handlers import audit
from triage.handlers.loaded import Loaded
from triage.motivation import Motivation
from triage.ports import TriageStore

AFGEHANDELD = "afgehandeld"
"""The decision of a work item that asks for no vervolg."""


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody claims or releases a work item."""

    werkitem_id: UUID
    who: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Somebody decides a work item; `beslissing` None for one that asks for no vervolg."""

    werkitem_id: UUID
    who: str
    reden: str
    beslissing: Beslissing | None


@dataclass(frozen=True, slots=True)
class NotThere:
    """There is no such work item."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The decision does not fit this work item: which field, and what to do."""

    field: str
    detail: str


Answer = Werkitem | Taken | NotThere | Unfit
Transition = Callable[[Werkitem, str, datetime], Werkitem | Taken]


class Werkitems:
    """Handles commands about work items, over a store."""

    def __init__(self, store: TriageStore, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def claim_werkitems(self, batch: Sequence[Command[Act]], unit: Unit) -> list[Answer]:
        """The first who asks gets it; the others hear who has it."""
        return await self._change(batch, unit, claim, audit.GECLAIMD)

    async def release_werkitems(self, batch: Sequence[Command[Act]], unit: Unit) -> list[Answer]:
        """Gives a claimed item back."""
        return await self._change(batch, unit, release, audit.VRIJGEGEVEN)

    async def decide_werkitems(self, batch: Sequence[Command[Decide]], unit: Unit) -> list[Answer]:
        """Takes decisions of people; the same one again by the same person changes nothing."""
        items = await self._items(unit, [c.content.werkitem_id for c in batch])
        about = [i.about for i in items.all() if i.kind == TRIAGE_BESLUIT and i.about is not None]
        triages = Loaded(await self._store.triages(unit, about))
        meldingen = {t.melding_id: translate.opened(t, self._vault) for t in triages.all()}
        keys = {
            melding_id: translate.family_keys(melding.betrokkenen, self._vault.digest)
            for melding_id, melding in meldingen.items()
        }
        families = Families(
            await self._store.families(
                unit, [Asked(key, melding_id) for melding_id in keys for key in keys[melding_id]]
            )
        )
        answers: list[Answer] = []
        for command in batch:
            item = items.get(command.content.werkitem_id)
            if item is None:
                answers.append(NotThere())
                continue
            if item.kind != TRIAGE_BESLUIT:
                answers.append(_closed_by_hand(item, command.content, items, unit))
                continue
            current = triages.get(item.about)
            if current is None:
                answers.append(NotThere())
                continue
            melding = meldingen[current.melding_id]
            answer = fitting(item, command.content, melding, unit.now)
            if isinstance(answer, Werkitem) and answer is not item:
                items.put(answer.id, answer)
                triages.put(current.melding_id, self._decide(unit, command, current, melding))
                if shows_hgkm(command.content, melding):
                    families.add(current.melding_id, keys[current.melding_id], Antwoord.JA)
            answers.append(answer)
        self._save(unit, items)
        for triage, loaded_version in triages.changed():
            self._store.save(unit, triage, loaded_version)
        self._store.remember_families(unit, families.added)
        return answers

    def _decide(
        self, unit: Unit, command: Command[Decide], current: Triage, melding: MeldingOntvangenV1
    ) -> Triage:
        """The triage with this decision, told to who must know, its motivation kept sealed."""
        who, beslissing = command.content.who, command.content.beslissing
        assert beslissing is not None
        decided = decided_by_person(current, beslissing, who, unit.now)
        wrote = written(beslissing, melding)
        translate.announce_decision(unit, command, decided, melding, wrote)
        self._store.keep_motivation(
            unit,
            decided.melding_id,
            decided.version,
            motivation.seal(wrote, decided.melding_id, self._vault),
        )
        unit.audit(
            who,
            audit.BESLUIT,
            decided.melding_id,
            rule_version=decided.regelset,
            details=audit.besluit_details(decided, current.urgentie),
        )
        if not translate.ends_here(decided):
            return decided
        ended = replace(decided, version=decided.version + 1)
        translate.announce_status(unit, command, ended, Moment.AFGESLOTEN)
        return ended

    async def _change(
        self, batch: Sequence[Command[Act]], unit: Unit, transition: Transition, what: str
    ) -> list[Answer]:
        items = await self._items(unit, [c.content.werkitem_id for c in batch])
        answers: list[Answer] = []
        for command in batch:
            item = items.get(command.content.werkitem_id)
            if item is None:
                answers.append(NotThere())
                continue
            who = command.content.who
            answer = transition(item, who, unit.now)
            if isinstance(answer, Werkitem) and answer is not item:
                items.put(answer.id, answer)
                unit.audit(who, what, item.about, details={"werkitem": str(item.id)})
            answers.append(answer)
        self._save(unit, items)
        return answers

    async def _items(self, unit: Unit, ids: Sequence[UUID]) -> Loaded[Werkitem]:
        return Loaded(await self._store.werkitems(unit, ids))

    def _save(self, unit: Unit, items: Loaded[Werkitem]) -> None:
        for item, loaded_version in items.changed():
            self._store.save_werkitem(unit, item, loaded_version)


def fitting(
    item: Werkitem, command: Decide, melding: MeldingOntvangenV1, now: datetime
) -> Werkitem | Taken | Unfit:
    """The item closed with this decision, or why that cannot be."""
    beslissing = command.beslissing
    if beslissing is None:
        return Unfit("vervolg", "Kies wat er met deze melding gebeurt.")
    if item.decided_by == command.who and item.decision == beslissing.vervolg.value:
        return item
    wrote = written(beslissing, melding)
    if not aard_past(wrote.aanleiding, wrote.aard):
        return Unfit(
            "aard",
            "Deze aard hoort bij kindermishandeling; noem die aanleiding of kies een andere aard.",
        )
    # The reason may name people: it is kept sealed with the decision and not in the work item.
    return close(item, command.who, beslissing.vervolg.value, None, now)


def written(beslissing: Beslissing, melding: MeldingOntvangenV1) -> Motivation:
    """What the person decided to say, filled up with what is known where they said nothing."""
    return Motivation(
        reden=beslissing.reden,
        aanleiding=list(
            melding.aanleiding if beslissing.aanleiding is None else beslissing.aanleiding
        ),
        aard=list(melding.aard if beslissing.aard is None else beslissing.aard),
        risicofactoren=list(
            risicofactoren(translate.signals(melding))
            if beslissing.risicofactoren is None
            else beslissing.risicofactoren
        ),
        advies=ADVIES[beslissing.vervolg] if beslissing.advies is None else beslissing.advies,
    )


def shows_hgkm(command: Decide, melding: MeldingOntvangenV1) -> bool:
    """Whether a person found HG or KM that the melding did not name: then the family is known."""
    return (
        command.beslissing is not None
        and command.beslissing.vervolg not in GEEN_HGKM
        and melding.huiselijk_geweld_of_kindermishandeling is not Antwoord.JA
        and not melding.proefbericht
    )


def _closed_by_hand(
    item: Werkitem, command: Decide, items: Loaded[Werkitem], unit: Unit
) -> Werkitem | Taken | Unfit:
    if command.beslissing is not None:
        return Unfit("vervolg", "Dit werkitem vraagt geen vervolg; geef alleen de reden.")
    if item.decided_by == command.who:
        return item
    closed = close(item, command.who, AFGEHANDELD, command.reden, unit.now)
    if isinstance(closed, Werkitem):
        items.put(closed.id, closed)
        unit.audit(
            command.who,
            audit.AFGEHANDELD,
            item.about,
            details={"werkitem": str(item.id), "soort": item.kind},
        )
    return closed
