"""What runs for the meldingen of one batch: clocks and onderzoeken, loaded, changed, saved once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from vt_contracts.codes import Klok as Soort
from vt_contracts.codes import Vervolg
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.unit import Unit

from triage.domain import klok as klokken
from triage.domain import onderzoek as onderzoeken
from triage.domain.klok import Klok, Termijnen
from triage.domain.onderzoek import Onderzoek, Stand
from triage.domain.triage import Triage
from triage.domain.weigering import Weigering
from triage.domain.zicht import responsible_since, responsible_while_waiting
from triage.handlers import audit
from triage.ports import LopendStore


class Kept(Protocol):
    """An aggregate with an identity and a version."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...


A = TypeVar("A", bound=Kept)


class Register(Generic[A]):
    """Aggregates by identity, with the version in which each was loaded (0: it is new)."""

    def __init__(self, loaded: Iterable[A] = ()) -> None:
        self._present = {one.id: one for one in loaded}
        self._loaded = {one.id: one.version for one in self._present.values()}
        self._changed: set[UUID] = set()

    def get(self, identity: UUID) -> A | None:
        """As earlier commands left it; None when it does not exist."""
        return self._present.get(identity)

    def all(self) -> list[A]:
        """All, as they are now."""
        return list(self._present.values())

    def put(self, one: A) -> None:
        """Its new state."""
        self._present[one.id] = one
        self._changed.add(one.id)

    def changed(self) -> list[tuple[A, int]]:
        """What has a new state, with the version to save it over; in the order of identities."""
        return [
            (self._present[identity], self._loaded.get(identity, 0))
            for identity in sorted(self._changed)
        ]


class Lopend:
    """The running clocks and open onderzoeken of some meldingen."""

    def __init__(
        self,
        store: LopendStore,
        unit: Unit,
        termijnen: Termijnen,
        klokken: Iterable[Klok] = (),
        onderzoeken: Iterable[Onderzoek] = (),
    ) -> None:
        self._store = store
        self._unit = unit
        self._termijnen = termijnen
        self._klokken = Register(klokken)
        self._onderzoeken = Register(onderzoeken)

    @classmethod
    async def load(
        cls, store: LopendStore, unit: Unit, termijnen: Termijnen, melding_ids: Sequence[UUID]
    ) -> Lopend:
        """What runs for these meldingen; for none nothing is read."""
        if not melding_ids:
            return cls(store, unit, termijnen)
        return cls(
            store,
            unit,
            termijnen,
            await store.running_klokken(unit, melding_ids),
            await store.open_onderzoeken(unit, melding_ids),
        )

    def klok(self, melding_id: UUID, soort: Soort) -> Klok | None:
        """The clock of this kind that runs for this melding."""
        return next(
            (
                k for k in self._klokken.all()
                if k.melding_id == melding_id and k.soort is soort and k.klaar_op is None
            ),
            None,
        )  # fmt: skip

    def onderzoek(self, melding_id: UUID) -> Onderzoek | None:
        """The onderzoek of this melding that waits or runs."""
        return next(
            (o for o in self._onderzoeken.all() if o.melding_id == melding_id and o.open), None
        )

    def put_klok(self, klok: Klok) -> None:
        """Its new state."""
        self._klokken.put(klok)

    def put_onderzoek(self, onderzoek: Onderzoek) -> None:
        """Its new state."""
        self._onderzoeken.put(onderzoek)

    def asked(self, seen: Triage, *, again: bool) -> None:
        """A person must decide: triage's clock runs, from receipt or, `again`, from now."""
        if seen.proefbericht:
            return
        since = self._unit.now if again else seen.ontvangen_op
        running = self.klok(seen.melding_id, Soort.TRIAGE)
        if running is None:
            self._start(
                seen.melding_id,
                Soort.TRIAGE,
                since,
                responsible_while_waiting(None, seen.urgentie, since),
            )
            return
        known = responsible_while_waiting(
            running.verantwoordelijk_sinds, seen.urgentie, self._unit.now
        )
        if known != running.verantwoordelijk_sinds:
            self.put_klok(klokken.answerable(running, known))

    def decided_by_rules(self, triage: Triage) -> None:
        """Nobody has to decide any more."""
        self._finish(triage.melding_id, Soort.TRIAGE)

    def decided_by_person(self, before: Triage, after: Triage, who: str) -> Weigering | None:
        """Ends what the decision ends and starts what it asks for; or why it cannot be taken."""
        if after.proefbericht:
            return None
        assert after.besloten_op is not None
        melding_id, now = after.melding_id, after.besloten_op
        running = self.onderzoek(melding_id)
        if running is not None and after.vervolg not in _LEAVES_ONDERZOEK:
            if running.stand is Stand.LOOPT:
                return Weigering(
                    "Er loopt een onderzoek naar deze melding. Rond het eerst af; daarbij besluit "
                    "u wat er volgt."
                )
            self.put_onderzoek(onderzoeken.lapse(running, who, now))
            self._unit.audit(who, audit.ONDERZOEK_VERVALLEN, melding_id)
            self._finish(melding_id, Soort.ONDERZOEK)
        since = responsible_since(
            [k.verantwoordelijk_sinds for k in self._klokken.all() if k.melding_id == melding_id]
            + [self._finish(melding_id, Soort.TRIAGE), self._finish(melding_id, Soort.OVERDRACHT)],
            after.urgentie,
            after.ontvangen_op,
            before.besloten_op or now,
        )
        if after.vervolg is Vervolg.ONDERZOEK and running is None:
            self.put_onderzoek(
                Onderzoek(
                    id=time_ordered_uuid(now),
                    melding_id=melding_id,
                    version=1,
                    stand=Stand.WACHT,
                    besloten_op=now,
                    besloten_door=who,
                )
            )
            self._start(melding_id, Soort.ONDERZOEK, now, since)
        return None

    def onderzoek_ended(self, melding_id: UUID) -> None:
        """The onderzoek was finished; so is its clock."""
        self._finish(melding_id, Soort.ONDERZOEK)

    def handed_over(self, melding_id: UUID, op: datetime) -> None:
        """Work started elsewhere: the clock of the decision that led there is done."""
        running = self.klok(melding_id, Soort.OVERDRACHT)
        if running is not None and running.sinds <= op:
            self.put_klok(klokken.finish(running, op))

    def overdracht_waits(self, melding_id: UUID, besloten_op: datetime, since: datetime) -> None:
        """An overdracht that nobody started: its clock runs from the decision."""
        if self.klok(melding_id, Soort.OVERDRACHT) is None:
            self._start(melding_id, Soort.OVERDRACHT, besloten_op, since)

    def save(self) -> None:
        """Keeps all that changed."""
        for klok, loaded_version in self._klokken.changed():
            self._store.save_klok(self._unit, klok, loaded_version)
        for onderzoek, loaded_version in self._onderzoeken.changed():
            self._store.save_onderzoek(self._unit, onderzoek, loaded_version)

    def _start(
        self, melding_id: UUID, soort: Soort, since: datetime, responsible: datetime | None
    ) -> None:
        identity = time_ordered_uuid(self._unit.now)
        self.put_klok(
            klokken.start(identity, melding_id, soort, since, self._termijnen, responsible)
        )

    def _finish(self, melding_id: UUID, soort: Soort) -> datetime | None:
        """Ends the clock, if it runs; since when VT is responsible."""
        running = self.klok(melding_id, soort)
        if running is None:
            return None
        ended = klokken.finish(running, self._unit.now)
        self.put_klok(ended)
        return ended.verantwoordelijk_sinds


_LEAVES_ONDERZOEK = frozenset({Vervolg.ONDERZOEK, Vervolg.DIRECT_INGRIJPEN})
"""Acting at once does not wait for an onderzoek, and does not end it either."""
