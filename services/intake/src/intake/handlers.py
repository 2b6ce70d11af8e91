"""Accepting meldingen: one function for records of partners, one for HTTP, one core for both."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_contracts.events.aanlevering import AanleveringGeweigerdV1
from vt_contracts.events.melding import MeldingStatusV1
from vt_contracts.melding import Bevinding
from vt_contracts.parties import PARTNERS
from vt_contracts.topics import AANLEVERING, aanlevering_antwoord
from vt_messaging.commands import Command
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.records import Cause, Incoming, Refused
from vt_messaging.unit import Unit

from intake import translate
from intake.domain import (
    Afzender,
    Melding,
    Recognition,
    TekstSignalen,
    checked_betrokkenen,
    estimate,
    meldingsnummer,
    recognise,
)
from intake.ports import MeldingStore, Sent
from intake.translate import Opgave


class Letter(NamedTuple):
    """A melding as it came in, over whatever channel: who, how they name it, what it says."""

    afzender: Afzender
    sent: Sent
    opgave: Opgave
    content: bytes

    @property
    def content_hash(self) -> bytes:
        """SHA-256 of the content, by which a repeat is told from another message."""
        return hashlib.sha256(self.content).digest()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a POST: the melding, made now or by an earlier POST with the same key."""

    melding_id: UUID
    nummer: str
    urgentie: Urgentie
    bevindingen: tuple[Bevinding, ...] = ()


OTHER_CONTENT = "dit bericht-id kwam eerder met een andere inhoud; een medewerker kijkt ernaar"
WRONG_FORM = "dit formulier hoort bij een ander soort partner; gebruik het uwe"


class OtherContent(Exception):  # noqa: N818  a fact about the request, not a fault of ours
    """The same Idempotency-Key came before with another body."""


ReadText = Callable[[str], TekstSignalen]
"""Which signals a text tells of."""


class Intake:
    """The handlers, over a store and a reader of free text."""

    def __init__(self, store: MeldingStore, signals_in: ReadText) -> None:
        self._store = store
        self._signals_in = signals_in

    async def accept_records(self, batch: Sequence[Incoming[Any]], unit: Unit) -> None:
        """New records become meldingen, repeats change nothing, other content is set apart."""
        letters = [_letter(record) for record in batch]
        hashes = [letter.content_hash for letter in letters]
        known = await self._known_hashes(unit, letters)
        fresh: list[tuple[Incoming[Any], Letter, bytes]] = []
        for record, letter, content_hash in zip(batch, letters, hashes, strict=True):
            if not isinstance(letter.opgave, translate.FORMS[letter.afzender.kanaal]):
                _set_apart(unit, record, "WrongForm", "ce_type", WRONG_FORM)
                continue
            match recognise(known.get(letter.sent), content_hash):
                case Recognition.NEW:
                    known[letter.sent] = content_hash
                    fresh.append((record, letter, content_hash))
                case Recognition.OTHER_CONTENT:
                    _set_apart(unit, record, "SameIdOtherContent", "ce_id", OTHER_CONTENT)
                case Recognition.REPEAT:
                    pass
        sequences = await self._store.next_sequences(unit, len(fresh))
        for (record, letter, content_hash), sequence in zip(fresh, sequences, strict=True):
            arrived = min(unit.now, datetime.fromtimestamp(record.raw.at / 1000, UTC))
            melding = self._accept(record, unit, letter, sequence, arrived)
            self._store.remember(unit, letter.sent, content_hash, melding.id, unit.now)

    async def accept_posts(
        self, batch: Sequence[Command[Letter]], unit: Unit
    ) -> list[Accepted | OtherContent]:
        """As `accept_records`, with an answer for each; a repeat gets the first answer again."""
        letters = [command.content for command in batch]
        kept = await self._store.kept(unit, [letter.sent for letter in letters])
        earlier = await self._store.numbers(
            unit, [k.melding_id for k in kept.values() if k.melding_id is not None]
        )
        hashes = {sent: k.content_hash for sent, k in kept.items()}
        answers = {
            sent: Accepted(k.melding_id, *earlier[k.melding_id])
            for sent, k in kept.items()
            if k.melding_id is not None
        }
        sequences = await self._store.next_sequences(unit, len(batch))
        result: list[Accepted | OtherContent] = []
        for command, letter, sequence in zip(batch, letters, sequences, strict=True):
            content_hash = letter.content_hash
            match recognise(hashes.get(letter.sent), content_hash):
                case Recognition.OTHER_CONTENT:
                    result.append(OtherContent())
                    continue
                case Recognition.NEW:
                    melding = self._accept(command, unit, letter, sequence, unit.now)
                    self._store.remember(unit, letter.sent, content_hash, melding.id, unit.now)
                    hashes[letter.sent] = content_hash
                    answers[letter.sent] = Accepted(
                        melding.id,
                        melding.nummer,
                        melding.estimate.urgentie,
                        melding.bevindingen,
                    )
                case Recognition.REPEAT:
                    _, bevindingen = checked_betrokkenen(letter.opgave.betrokkenen)
                    answers[letter.sent] = replace(answers[letter.sent], bevindingen=bevindingen)
            result.append(answers[letter.sent])
        return result

    async def _known_hashes(self, unit: Unit, letters: Sequence[Letter]) -> dict[Sent, bytes]:
        kept = await self._store.kept(unit, [letter.sent for letter in letters])
        return {sent: k.content_hash for sent, k in kept.items()}

    async def keep_statuses(self, batch: Sequence[Incoming[MeldingStatusV1]], unit: Unit) -> None:
        """Keeps the newest fact of each other service, for the status page of a melding."""
        for record in batch:
            if record.event.schrijver != translate.SCHRIJVER:
                self._store.keep_status(unit, record.event)

    def _accept(
        self, cause: Cause, unit: Unit, letter: Letter, sequence: int, arrived: datetime
    ) -> Melding:
        opgave = letter.opgave
        betrokkenen, bevindingen = checked_betrokkenen(opgave.betrokkenen)
        melding = Melding(
            id=time_ordered_uuid(unit.now),
            nummer=meldingsnummer(unit.now.year, sequence),
            afzender=letter.afzender,
            melder=translate.melder(opgave),
            ontvangen_op=arrived,
            estimate=estimate(
                opgave.signalen,
                tekst=self._signals_in(translate.free_text(opgave)),
                **translate.estimate_inputs(opgave),
            ),
            betrokkenen=betrokkenen,
            bevindingen=bevindingen,
            proefbericht=opgave.proefbericht,
        )
        self._store.keep(unit, melding, letter.content)
        translate.announce(unit, cause, melding, opgave)
        return melding


def _letter(record: Incoming[Any]) -> Letter:
    partner = _partner(record.topic)
    message_id = record.envelope.id
    return Letter(
        Afzender(PARTNERS[partner], partner, partner, message_id),
        Sent(partner, message_id),
        record.event,
        record.raw.value or b"",
    )


def reject(refused: Refused, unit: Unit) -> None:
    """Tells the partner whose record was refused why, all reasons at once."""
    raw = refused.raw
    event = AanleveringGeweigerdV1(
        bericht_id=refused.message_id,
        topic=raw.topic,
        partitie=raw.partition,
        offset=raw.offset,
        redenen=list(refused.bevindingen),
    )
    unit.deliver(
        refused,
        aanlevering_antwoord(_partner(raw.topic)),
        b"",
        event,
        f"geweigerd:{raw.topic}:{raw.partition}:{raw.offset}",
    )


@lru_cache(maxsize=100)
def _partner(topic: str) -> str:
    match = AANLEVERING.fullmatch(topic)
    if match is None:
        raise ValueError(f"{topic} is no aanlevering topic")
    return match["partner"]


def _set_apart(unit: Unit, record: Incoming[Any], error: str, veld: str, tekst: str) -> None:
    """A readable record that cannot become a melding: dead letter, work item, word to the partner."""
    bevindingen = (Bevinding(veld=veld, tekst=tekst),)
    refused = Refused(record.raw, error, bevindingen, record.envelope.id, record.traceparent)
    unit.refuse(refused)
    reject(refused, unit)
