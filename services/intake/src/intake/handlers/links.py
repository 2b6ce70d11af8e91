"""Which earlier melding a message is about: said by its sender, or the same event of the police."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from vt_contracts.events.aanlevering import AanleveringPolitiemeldingV1
from vt_contracts.melding import Bevinding
from vt_messaging.unit import Unit

from intake.domain.melding import Afzender, Melding
from intake.handlers.letters import Letter
from intake.ports import Asked, Earlier, Kept, MeldingStore, Numbered, Sent

NOT_FOUND = Bevinding(
    veld="verwijstNaar", tekst="er is geen eerdere melding van u met dit bericht-id of nummer"
)


class Reference(NamedTuple):
    """A sender names an earlier message of its own: by its id, or by the number it got."""

    afzender: Afzender
    name: str


class Link(NamedTuple):
    """The earlier melding, the event it is known by, and what to report back."""

    verwijst_naar: UUID | None = None
    gebeurtenis: bytes | None = None
    bevindingen: tuple[Bevinding, ...] = ()


class Links:
    """What one batch knows of earlier meldingen, those that it makes itself among them."""

    def __init__(self, store: MeldingStore) -> None:
        self._store = store
        self._events: dict[Sent, bytes] = {}
        self._by_event: dict[bytes, UUID] = {}
        self._by_message: dict[Sent, UUID] = {}
        self._by_nummer: dict[str, Numbered] = {}

    async def load(
        self,
        unit: Unit,
        sent: Sequence[Sent],
        letters: Sequence[Letter],
        references: Sequence[Reference] = (),
    ) -> dict[Sent, Kept]:
        """Reads all at once, and returns what the inbox knows of the messages in `sent`."""
        named = list(references)
        for letter in letters:
            opgave = letter.opgave
            if isinstance(opgave, AanleveringPolitiemeldingV1):
                self._events[letter.sent] = self._store.gebeurtenis(
                    letter.afzender.bron, opgave.incidentnummer
                )
            if opgave.verwijst_naar is not None:
                named.append(Reference(letter.afzender, opgave.verwijst_naar))
        earlier: Earlier = await self._store.earlier(
            unit,
            Asked(
                [*sent, *(message for reference in named for message in _messages(reference))],
                list(self._events.values()),
                [reference.name for reference in named],
            ),
        )
        self._by_event.update(earlier.gebeurtenissen)
        self._by_nummer.update(earlier.nummers)
        inbox = dict(earlier.inbox)
        for message, kept in inbox.items():
            if kept.melding_id is not None:
                self._by_message[message] = kept.melding_id
        return inbox

    def link(self, letter: Letter) -> Link:
        """The earlier melding that this letter is about; what its sender says goes first.

        A reference that leads nowhere refuses nothing: it is reported back.
        """
        event = self._events.get(letter.sent)
        same = None if event is None else self._by_event.get(event)
        name = letter.opgave.verwijst_naar
        if name is None:
            return Link(same, event)
        found = self.find(Reference(letter.afzender, name))
        return Link(found or same, event, () if found else (NOT_FOUND,))

    def find(self, reference: Reference) -> UUID | None:
        """The melding that a sender means, if it is its own; a medewerker may mean any."""
        numbered = self._by_nummer.get(reference.name)
        afzender = reference.afzender
        if numbered is not None and afzender.partner in (None, numbered.bron):
            return numbered.melding_id
        for message in _messages(reference):
            if (found := self._by_message.get(message)) is not None:
                return found
        return None

    def note(self, sent: Sent, melding: Melding) -> None:
        """What was made just now can be referred to by the next."""
        self.note_message(sent, melding.id)
        self._by_nummer[melding.nummer] = Numbered(melding.afzender.bron, melding.id)
        if melding.gebeurtenis is not None:
            self._by_event.setdefault(melding.gebeurtenis, melding.id)

    def note_message(self, sent: Sent, melding_id: UUID) -> None:
        """An addition can be referred to as well, for the melding that it is about."""
        self._by_message[sent] = melding_id


def _messages(reference: Reference) -> tuple[Sent, ...]:
    """A partner's ids over Kafka and over HTTP; a medewerker's keys name nothing to people."""
    partner = reference.afzender.partner
    if partner is None:
        return ()
    return Sent(partner, reference.name), Sent(f"http:{partner}", reference.name)
