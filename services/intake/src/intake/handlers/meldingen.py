"""Accepting meldingen: one function for records of partners, one for HTTP, one core for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from vt_contracts.codes import Kanaal, MelderSoort
from vt_contracts.events.aanvulling import AanleveringAanvullingV1
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.commands import Command
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.random_bytes import random_bytes
from vt_messaging.records import Cause, Incoming
from vt_messaging.unit import Unit

from intake.domain.betrokkenen import checked_betrokkenen
from intake.domain.melding import Melding, Recognition, recognise
from intake.domain.nainvoer import ZONDER_REDEN
from intake.domain.nummers import meldingsnummer
from intake.domain.opzoeking import CODE_BYTES, opzoekcode
from intake.handlers.aanvullingen import Aanvullingen, AddedLetter, Opened
from intake.handlers.letters import (
    NO_SUCH_MELDING,
    OTHER_CONTENT,
    TOO_MUCH,
    WRONG_FORM,
    Accepted,
    Letter,
    OtherContent,
    TooMuch,
    Unfit,
)
from intake.handlers.links import Links, Reference
from intake.handlers.refusals import letter_of, set_apart
from intake.ports import Kept, MeldingStore, Sent
from intake.translate import events, forms

_FITS: Mapping[Kanaal, tuple[type[Any], ...]] = {
    kanaal: (form, AanleveringAanvullingV1) for kanaal, form in forms.FORMS.items()
}
"""What a partner may send on its topic: the form of its channel, and what it adds to it."""
Addressed = tuple[Incoming[AanleveringAanvullingV1], AddedLetter]


class Intake:
    """The handlers, over a store and a reader of free text.

    `zonder_reden`: so long ago needs no reason in a late entry.
    """

    def __init__(
        self,
        store: MeldingStore,
        signals_in: forms.ReadText,
        zonder_reden: timedelta = ZONDER_REDEN,
    ) -> None:
        self._store = store
        self._signals_in = signals_in
        self._aanvullingen = Aanvullingen(store, signals_in)
        self._zonder_reden = zonder_reden

    async def accept_records(self, batch: Sequence[Incoming[Any]], unit: Unit) -> None:
        """New records become meldingen, repeats change nothing, other content is set apart.

        Additions follow after the meldingen of the batch, which they may be about.
        """
        letters: list[Letter] = []
        additions: list[Addressed] = []
        fitting: list[tuple[Incoming[Any], Any]] = []
        for record in batch:
            letter = letter_of(record)
            if not isinstance(letter.opgave, _FITS[letter.afzender.kanaal]):
                set_apart(unit, record, "WrongForm", "ce_type", WRONG_FORM)
                continue
            fitting.append((record, letter))
            if isinstance(letter.opgave, AanleveringAanvullingV1):
                additions.append((record, letter))
            else:
                letters.append(letter)
        links = Links(self._store)
        known = await links.load(
            unit,
            [letter.sent for _, letter in fitting],
            letters,
            [Reference(letter.afzender, letter.opgave.over) for _, letter in additions],  # type: ignore[attr-defined]
        )
        fresh = _fresh(unit, fitting, known)
        sequences = iter(await self._store.next_sequences(unit, len(fresh)))
        made: dict[UUID, tuple[Melding, Letter]] = {}
        for record, letter, content_hash in fresh:
            if isinstance(letter.opgave, AanleveringAanvullingV1):
                continue
            arrived = min(unit.now, datetime.fromtimestamp(record.raw.at / 1000, UTC))
            melding = self.accept(record, unit, letter, next(sequences), arrived, links)
            self._store.remember(unit, letter.sent, content_hash, melding.id, unit.now)
            made[melding.id] = melding, letter
        if additions:
            added = [
                (record, letter)
                for record, letter, _ in fresh
                if isinstance(letter.opgave, AanleveringAanvullingV1)
            ]
            await self._add_records(added, made, links, unit)
        for melding, letter in made.values():
            self._store.keep(unit, melding, letter.content)

    async def accept_posts(
        self, batch: Sequence[Command[Letter]], unit: Unit
    ) -> list[Accepted | OtherContent | Unfit]:
        """As `accept_records`, with an answer for each; a repeat gets the first answer again."""
        letters = [command.content for command in batch]
        links = Links(self._store)
        kept = await links.load(unit, [letter.sent for letter in letters], letters)
        earlier = await self._store.numbers(
            unit, [k.melding_id for k in kept.values() if k.melding_id is not None]
        )
        hashes = {sent: k.content_hash for sent, k in kept.items()}
        answers = {
            sent: Accepted(k.melding_id, *earlier[k.melding_id])
            for sent, k in kept.items()
            if k.melding_id in earlier
        }
        sequences = await self._store.next_sequences(unit, len(batch))
        result: list[Accepted | OtherContent | Unfit] = []
        for command, letter, sequence in zip(batch, letters, sequences, strict=True):
            content_hash = letter.content_hash
            match recognise(hashes.get(letter.sent), content_hash):
                case Recognition.OTHER_CONTENT:
                    result.append(OtherContent())
                    continue
                case Recognition.NEW:
                    wrong = forms.faults(letter.opgave, unit.now, self._zonder_reden)
                    if wrong:
                        result.append(Unfit(wrong))
                        continue
                    melding = self.accept(command, unit, letter, sequence, unit.now, links)
                    self._store.keep(unit, melding, letter.content)
                    self._store.remember(unit, letter.sent, content_hash, melding.id, unit.now)
                    hashes[letter.sent] = content_hash
                    answers[letter.sent] = answer_for(melding)
                case Recognition.REPEAT:
                    _, bevindingen = checked_betrokkenen(letter.opgave.betrokkenen)
                    answers[letter.sent] = replace(answers[letter.sent], bevindingen=bevindingen)
            result.append(self._with_code(unit, answers[letter.sent], letter))
        return result

    async def keep_statuses(self, batch: Sequence[Incoming[MeldingStatusV1]], unit: Unit) -> None:
        """Keeps the newest fact of each other service, for the status page of a melding."""
        for record in batch:
            if record.event.schrijver != events.SCHRIJVER:
                self._store.keep_status(unit, record.event)

    def accept(
        self,
        cause: Cause,
        unit: Unit,
        letter: Letter,
        sequence: int,
        arrived: datetime,
        links: Links,
    ) -> Melding:
        """Makes a melding of a letter and tells of it; keeping it is left to the caller."""
        opgave = letter.opgave
        betrokkenen, bevindingen = checked_betrokkenen(opgave.betrokkenen)
        link = links.link(letter)
        ontvangen_op = forms.received(opgave, arrived)
        melding = Melding(
            id=time_ordered_uuid(unit.now),
            nummer=meldingsnummer(unit.now.year, sequence),
            afzender=letter.afzender,
            melder=forms.melder(opgave),
            ontvangen_op=ontvangen_op,
            estimate=forms.first_estimate(opgave, self._signals_in),
            betrokkenen=betrokkenen,
            bevindingen=bevindingen + link.bevindingen,
            proefbericht=opgave.proefbericht,
            vastgelegd_op=unit.now,
            gebeurtenis=link.gebeurtenis,
            verwijst_naar=link.verwijst_naar,
        )
        links.note(letter.sent, melding)
        events.announce(unit, cause, melding, opgave)
        if ontvangen_op is not arrived:
            details = {"ontvangenOp": ontvangen_op, "ingevoerdOp": unit.now}
            unit.audit(letter.sent.sender, "melding-nagevoerd", melding.id, details=details)
        return melding

    async def _add_records(
        self,
        additions: Sequence[Addressed],
        made: dict[UUID, tuple[Melding, Letter]],
        links: Links,
        unit: Unit,
    ) -> None:
        """Adds to meldingen of the same partner, whether known or made in this batch."""
        about: list[UUID | None] = []
        for record, letter in additions:
            found = links.find(Reference(letter.afzender, record.event.over))
            about.append(found)
            if found is not None:
                links.note_message(letter.sent, found)
        opened = await self._aanvullingen.open(unit, [i for i in about if i and i not in made])
        for key, (melding, whole) in made.items():
            if key in about:
                snapshot = events.ontvangen(melding, whole.opgave)
                opened[key] = Opened(melding, snapshot, whole.content, 0)
        for (record, added), identity in zip(additions, about, strict=True):
            one = None if identity is None else opened.get(identity)
            if one is None or one.melding.afzender.bron != added.afzender.bron:
                set_apart(unit, record, "UnknownMelding", "over", NO_SUCH_MELDING)
            elif isinstance(self._aanvullingen.add(unit, record, one, added), TooMuch):
                set_apart(unit, record, "TooMuch", "inhoud", TOO_MUCH)
        for key in made.keys() & opened.keys():
            made[key] = opened[key].melding, made[key][1]
        self._aanvullingen.save(unit, opened.values())

    def _with_code(self, unit: Unit, answer: Accepted, letter: Letter) -> Accepted:
        """An anonymous citizen gets a code; a repeat another one, for the first may be lost."""
        if forms.melder(letter.opgave).soort is not MelderSoort.BURGER_ANONIEM:
            return answer
        if letter.afzender.kanaal is not Kanaal.BURGER:
            return answer
        code = opzoekcode(random_bytes(CODE_BYTES))
        self._store.keep_code(unit, code, answer.melding_id)
        return replace(answer, opzoekcode=code)


def answer_for(melding: Melding) -> Accepted:
    """What its sender hears of a new melding."""
    return Accepted(melding.id, melding.nummer, melding.estimate.urgentie, melding.bevindingen)


def _fresh(
    unit: Unit, fitting: Sequence[tuple[Incoming[Any], Any]], kept: Mapping[Sent, Kept]
) -> list[tuple[Incoming[Any], Any, bytes]]:
    """The records that came for the first time, each with the hash of its content."""
    known = {sent: k.content_hash for sent, k in kept.items()}
    fresh: list[tuple[Incoming[Any], Any, bytes]] = []
    for record, letter in fitting:
        content_hash = letter.content_hash
        match recognise(known.get(letter.sent), content_hash):
            case Recognition.NEW:
                known[letter.sent] = content_hash
                fresh.append((record, letter, content_hash))
            case Recognition.OTHER_CONTENT:
                set_apart(unit, record, "SameIdOtherContent", "ce_id", OTHER_CONTENT)
            case Recognition.REPEAT:
                pass
    return fresh
