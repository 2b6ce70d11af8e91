"""Adding to meldingen: over a partner's topic, and over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from vt_contracts.events.aanvulling import AanvullingOpgave
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.commands import Command
from vt_messaging.records import Cause
from vt_messaging.unit import Unit

from intake.domain.aanvulling import estimated, new_findings, with_addition
from intake.domain.melding import Melding, Recognition, recognise
from intake.handlers.letters import Accepted, LetterOf, NotThere, OtherContent, TooMuch
from intake.ports import Asked, MeldingStore
from intake.translate import events
from intake.translate.forms import ReadText
from intake.translate.snapshots import restored, written

MOST_BYTES = 900_000
"""What a topic takes is 1 MiB; a melding that grows beyond this would never arrive."""

AddedLetter = LetterOf[AanvullingOpgave]


@dataclass(slots=True)
class Opened:
    """A melding being added to: as it was loaded (version 0: made in this batch) and as it is now."""

    melding: Melding
    snapshot: MeldingOntvangenV1
    content: bytes
    loaded_version: int


class Addition(NamedTuple):
    """Somebody adds to a melding; `bron` None means any source (a medewerker of Veilig Thuis)."""

    melding_id: UUID
    bron: str | None
    letter: AddedLetter


class Aanvullingen:
    """The handler of additions, over a store and a reader of free text."""

    def __init__(self, store: MeldingStore, signals_in: ReadText) -> None:
        self._store = store
        self._signals_in = signals_in

    async def open(self, unit: Unit, melding_ids: Iterable[UUID]) -> dict[UUID, Opened]:
        """Meldingen as they are now; unknown ones are left out."""
        stored = await self._store.stored(unit, sorted(set(melding_ids)))
        return {
            identity: Opened(*restored(melding, self._signals_in), melding.inhoud, melding.version)
            for identity, melding in stored.items()
        }

    def add(
        self, unit: Unit, cause: Cause, opened: Opened, letter: AddedLetter
    ) -> Accepted | TooMuch:
        """The next version of a melding, told to triage and to who sent the addition."""
        before = opened.snapshot
        after = with_addition(before, letter.opgave, self._signals_in(letter.opgave.toelichting))
        snapshot = written(after)
        if len(snapshot) > MOST_BYTES:
            return TooMuch()
        melding = opened.melding._replace(
            version=after.versie,
            estimate=estimated(after),
        )
        found = new_findings(before, after)
        opened.melding, opened.snapshot = melding, after
        self._store.keep_addition(unit, melding, letter.afzender, letter.content, snapshot)
        self._store.remember(unit, letter.sent, letter.content_hash, melding.id, unit.now)
        events.announce_addition(unit, cause, melding, after, letter.afzender, found)
        return Accepted(melding.id, melding.nummer, after.urgentie, found, versie=after.versie)

    def save(self, unit: Unit, opened: Iterable[Opened]) -> None:
        """Keeps the meldingen that were added to, and not those that were made in this batch."""
        for one in opened:
            if one.loaded_version and one.melding.version > one.loaded_version:
                self._store.keep(unit, one.melding, one.content, one.loaded_version)

    async def add_posts(
        self, batch: Sequence[Command[Addition]], unit: Unit
    ) -> list[Accepted | OtherContent | NotThere | TooMuch]:
        """Additions over HTTP; a repeat changes nothing and gets the melding as it is now."""
        additions = [command.content for command in batch]
        earlier = await self._store.earlier(unit, Asked([a.letter.sent for a in additions]))
        hashes = {sent: kept.content_hash for sent, kept in earlier.inbox.items()}
        opened = await self.open(unit, [a.melding_id for a in additions])
        answers: list[Accepted | OtherContent | NotThere | TooMuch] = []
        for command, addition in zip(batch, additions, strict=True):
            one, letter = opened.get(addition.melding_id), addition.letter
            if one is None or addition.bron not in (None, one.melding.afzender.bron):
                answers.append(NotThere())
                continue
            content_hash = letter.content_hash
            match recognise(hashes.get(letter.sent), content_hash):
                case Recognition.OTHER_CONTENT:
                    answers.append(OtherContent())
                case Recognition.REPEAT:
                    known = one.melding
                    answers.append(
                        Accepted(
                            known.id, known.nummer, known.estimate.urgentie, versie=known.version
                        )
                    )
                case Recognition.NEW:
                    answer = self.add(unit, command, one, letter)
                    if isinstance(answer, Accepted):
                        hashes[letter.sent] = content_hash
                    answers.append(answer)
        self.save(unit, opened.values())
        return answers
