"""Adviesvragen: noted without a word about a family, and made into a melding when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from vt_contracts.codes import Aanleiding, Hoedanigheid
from vt_messaging.commands import Command
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.loaded import Loaded
from vt_messaging.unit import Unit

from intake.domain.adviesvraag import BEWAARTERMIJN, Adviesvraag
from intake.domain.melding import Recognition, recognise
from intake.domain.nummers import adviesnummer
from intake.handlers.letters import Accepted, Letter, NotThere, OtherContent, Unfit
from intake.handlers.meldingen import Intake
from intake.ports import AdviesStore, Asked, MeldingStore, Sent


class AdviesOpgave(Protocol):
    """What a medewerker fills in."""

    @property
    def gemeentecode(self) -> str | None: ...
    @property
    def hoedanigheid(self) -> Hoedanigheid: ...
    @property
    def aanleiding(self) -> list[Aanleiding]: ...
    @property
    def advies(self) -> str: ...
    @property
    def proefbericht(self) -> bool: ...


class Note(NamedTuple):
    """A medewerker notes an adviesvraag."""

    who: str
    sent: Sent
    opgave: AdviesOpgave
    content_hash: bytes


class Become(NamedTuple):
    """The adviesvrager decides to report after all."""

    adviesvraag_id: UUID
    letter: Letter


class Read(NamedTuple):
    """Somebody reads an adviesvraag."""

    adviesvraag_id: UUID
    who: str


@dataclass(frozen=True, slots=True)
class Noted:
    """The adviesvraag is kept."""

    id: UUID
    nummer: str


class BecameAnother:
    """A melding was made of it before."""


Became = Accepted | OtherContent | Unfit | NotThere | BecameAnother


class Adviesvragen:
    """The handlers, over stores; meldingen are accepted as any call is."""

    def __init__(
        self,
        store: AdviesStore,
        meldingen: MeldingStore,
        intake: Intake,
        bewaartermijn: timedelta = BEWAARTERMIJN,
    ) -> None:
        self._store = store
        self._meldingen = meldingen
        self._intake = intake
        self._bewaartermijn = bewaartermijn

    async def note(self, batch: Sequence[Command[Note]], unit: Unit) -> list[Noted | OtherContent]:
        """Keeps each, once; a repeat gets the first answer again."""
        notes = [command.content for command in batch]
        earlier = await self._meldingen.earlier(unit, Asked([note.sent for note in notes]))
        hashes = {sent: kept.content_hash for sent, kept in earlier.inbox.items()}
        ids = {sent: kept.melding_id for sent, kept in earlier.inbox.items()}
        known = await self._store.adviesvragen(unit, [i for i in ids.values() if i is not None])
        noted = {s: Noted(i, known[i].nummer) for s, i in ids.items() if i in known}
        sequences = await self._store.next_sequences(unit, len(batch))
        answers: list[Noted | OtherContent] = []
        for note, sequence in zip(notes, sequences, strict=True):
            match recognise(hashes.get(note.sent), note.content_hash):
                case Recognition.OTHER_CONTENT:
                    answers.append(OtherContent())
                    continue
                case Recognition.NEW:
                    vraag = self._made(note, sequence, unit.now)
                    self._store.keep(unit, vraag, 0)
                    self._meldingen.remember(unit, note.sent, note.content_hash, vraag.id, unit.now)
                    hashes[note.sent] = note.content_hash
                    noted[note.sent] = Noted(vraag.id, vraag.nummer)
                case Recognition.REPEAT:
                    pass
            answers.append(noted[note.sent])
        return answers

    async def become_meldingen(self, batch: Sequence[Command[Become]], unit: Unit) -> list[Became]:
        """Makes a melding of each adviesvraag, once, and keeps which."""
        asked = [command.content for command in batch]
        vragen = Loaded(await self._store.adviesvragen(unit, [a.adviesvraag_id for a in asked]))
        earlier = await self._meldingen.earlier(unit, Asked([a.letter.sent for a in asked]))
        claimed: dict[UUID, Sent] = {}
        answers: dict[int, Became] = {}
        for i, (identity, letter) in enumerate(asked):
            vraag = vragen.get(identity)
            if vraag is None:
                answers[i] = NotThere()
                continue
            made_before = vraag.melding_id is not None and letter.sent not in earlier.inbox
            if made_before or claimed.setdefault(identity, letter.sent) != letter.sent:
                answers[i] = BecameAnother()
        going_on = [i for i in range(len(asked)) if i not in answers]
        accepted = await self._intake.accept_posts(
            [_about_letter(batch[i]) for i in going_on], unit
        )
        for i, answer in zip(going_on, accepted, strict=True):
            answers[i] = answer
            vraag = vragen.get(asked[i].adviesvraag_id)
            if isinstance(answer, Accepted) and vraag is not None and vraag.melding_id is None:
                vragen.put(vraag.id, vraag.became(answer.melding_id))
        for vraag, loaded_version in vragen.changed():
            self._store.keep(unit, vraag, loaded_version)
        return [answers[i] for i in range(len(asked))]

    async def read(
        self, batch: Sequence[Command[Read]], unit: Unit
    ) -> list[Adviesvraag | NotThere]:
        """Adviesvragen as they are kept; every reading is noted."""
        wanted = [command.content for command in batch]
        known = await self._store.adviesvragen(unit, [read.adviesvraag_id for read in wanted])
        for read in wanted:
            if read.adviesvraag_id in known:
                unit.audit(read.who, "adviesvraag-gelezen", read.adviesvraag_id)
        return [known.get(read.adviesvraag_id) or NotThere() for read in wanted]

    def _made(self, note: Note, sequence: int, now: datetime) -> Adviesvraag:
        opgave = note.opgave
        return Adviesvraag(
            id=time_ordered_uuid(now),
            version=1,
            nummer=adviesnummer(now.year, sequence),
            gevraagd_op=now,
            gemeente=opgave.gemeentecode,
            hoedanigheid=opgave.hoedanigheid,
            aanleiding=tuple(opgave.aanleiding),
            advies=opgave.advies,
            gegeven_door=note.who,
            proefbericht=opgave.proefbericht,
            melding_id=None,
            bewaren_tot=now + self._bewaartermijn,
            vastgelegd_op=now,
        )


def _about_letter(command: Command[Become]) -> Command[Letter]:
    return Command(
        command.content.letter, command.part, command.offset, command.traceparent, command.source
    )
