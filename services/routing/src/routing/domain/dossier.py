"""A melding as routing knows it, with the offers made for it: what changes together, in order.

The methods decide and note their effects; a handler carries these out after saving. Urgency is only
ever raised, and at most one offer of a household is open at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Moment, Urgentie, Vervolg

from routing.domain.answers import Elsewhere, Question
from routing.domain.choosing import Chosen
from routing.domain.overdracht import OFFERED, Bevestiging, Overdracht, State
from routing.domain.registry import Contact
from routing.domain.terms import Terms, of_person


class Told(NamedTuple):
    """A fact for whoever follows the melding, in routing's `versie` of it."""

    versie: int
    moment: Moment
    op: datetime
    urgentie: Urgentie
    vervolg: Vervolg
    gemeente: str | None = None
    partij: str | None = None
    team: str | None = None


class Offered(NamedTuple):
    """The offer goes to this contact, encrypted to its key."""

    overdracht: Overdracht
    contact: Contact


class Reminded(NamedTuple):
    """The party is reminded of an offer it did not answer."""

    overdracht: Overdracht


class Asked(NamedTuple):
    """A person must decide; `uitleg` says why, `voorstel` names gemeenten to think of."""

    question: Question
    titel: str
    uitleg: str
    urgentie: Urgentie
    deadline: datetime
    overdracht_id: UUID | None
    voorstel: tuple[str, ...]


Effect = Told | Offered | Reminded | Asked


@dataclass(slots=True)
class Dossier:
    """One melding; `version` is the stored row's (0: new), `versie` counts the facts told of it."""

    id: UUID
    nummer: str
    version: int = 0
    versie: int = 0
    besluit_versie: int = 0
    vervolg: Vervolg = Vervolg.OVERDRACHT
    urgentie: Urgentie = Urgentie.REGULIER
    moment: Moment | None = None
    ronde: int = 0
    proefbericht: bool = False
    overdrachten: list[Overdracht] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    changed: bool = False

    @property
    def bevestiging(self) -> Bevestiging:
        """What a party is asked for under the newest decision; acceptance unless it says less."""
        return OFFERED.get(self.vervolg, Bevestiging.ACCEPTATIE)

    @property
    def in_hand(self) -> bool:
        """Whether it was offered, asked or closed: a new decision is a person's to follow then."""
        return self.moment is not None

    @property
    def open(self) -> Overdracht | None:
        """The offer whose answer we wait for."""
        return next((o for o in self.overdrachten if o.state.open), None)

    def elsewhere(self, than: Overdracht) -> Elsewhere:
        """How the other rounds stand."""
        states = [o.state for o in self.overdrachten if o is not than]
        if any(state.taken for state in states):
            return Elsewhere.TAKEN
        return Elsewhere.OPEN if any(state.open for state in states) else Elsewhere.NOTHING

    def raise_urgency(self, urgentie: Urgentie) -> None:
        """To at least `urgentie`; there is no way down."""
        raised = self.urgentie.raised_to(urgentie)
        if raised is not self.urgentie:
            self.urgentie = raised
            self.changed = True

    def tell(self, moment: Moment, now: datetime, overdracht: Overdracht | None = None) -> None:
        """Notes a fact under the next version."""
        self.versie += 1
        self.moment = moment
        self.changed = True
        about = (
            (None, None, None)
            if overdracht is None
            else (overdracht.gemeente, overdracht.partij, overdracht.team)
        )
        self.effects.append(Told(self.versie, moment, now, self.urgentie, self.vervolg, *about))

    def ask(
        self,
        question: Question,
        titel: str,
        uitleg: str,
        now: datetime,
        overdracht: Overdracht | None = None,
        voorstel: tuple[str, ...] = (),
    ) -> None:
        """Asks a person, with the urgency of the melding and its deadline."""
        self.changed = True
        self.effects.append(
            Asked(
                question, titel, uitleg, self.urgentie, of_person(self.urgentie, now),
                None if overdracht is None else overdracht.id, voorstel,
            )
        )  # fmt: skip

    def offer(
        self, chosen: Chosen, register_versie: int, identity: UUID, terms: Terms, now: datetime
    ) -> Overdracht:
        """Offers to the chosen contact in the next round; no other offer is waited for then."""
        overdracht = self.next_round(chosen, register_versie, identity, terms, now)
        self.effects.append(Offered(overdracht, chosen.contact))
        self.tell(Moment.AANGEBODEN, now, overdracht)
        return overdracht

    def next_round(
        self, chosen: Chosen, register_versie: int, identity: UUID, terms: Terms, now: datetime
    ) -> Overdracht:
        """An overdracht in the next round, of which nobody is told yet."""
        self.overtake(None)
        self.ronde += 1
        contact = chosen.contact
        waiting = terms.of_offer(self.urgentie, now)
        overdracht = Overdracht(
            id=identity,
            version=0,
            ronde=self.ronde,
            besluit_versie=self.besluit_versie,
            gemeente=chosen.gemeente.code,
            partij=contact.partij,
            contact=contact.id,
            team=contact.team,
            doelgroep=chosen.doelgroep,
            urgentie=self.urgentie,
            vervolg=self.vervolg,
            bevestiging=self.bevestiging,
            state=State.AANGEBODEN,
            aangeboden_op=now,
            herinneren_op=waiting.herinneren_op,
            deadline=waiting.deadline,
            wekker_op=waiting.herinneren_op,
            uitleg=chosen.uitleg,
            register_versie=register_versie,
            zaaknummer=self.zaaknummer_of(contact.partij),
            changed=True,
        )
        self.overdrachten.append(overdracht)
        self.changed = True
        return overdracht

    def overtake(self, by: Overdracht | None) -> None:
        """Open offers other than `by` are not waited for any longer; nothing is sent about it."""
        for overdracht in self.overdrachten:
            if overdracht is not by and overdracht.state.open:
                overdracht.become(State.INGEHAALD)

    def zaaknummer_of(self, partij: str) -> str | None:
        """The party's own reference from an earlier round, to be echoed."""
        for overdracht in reversed(self.overdrachten):
            if overdracht.partij == partij and overdracht.zaaknummer is not None:
                return overdracht.zaaknummer
        return None

    def drain(self) -> list[Effect]:
        """The effects noted since the last time."""
        effects, self.effects = self.effects, []
        return effects
