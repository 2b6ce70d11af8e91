"""Onderzoeken: who starts one, why it takes longer, what it found and what is decided with that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from vt_messaging.commands import Command
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from triage.domain import onderzoek as onderzoeken
from triage.domain.onderzoek import Bevinding, Onderzoek, Overschrijding
from triage.domain.triage import Beslissing, waits_at_work_item
from triage.domain.weigering import Weigering
from triage.handlers import audit, toelichting
from triage.handlers.lopend import Register
from triage.handlers.werkitems import TriageBesluiten
from triage.ports import OnderzoekStore

BIJ_ONDERZOEK = "onderzoek"


@dataclass(frozen=True, slots=True)
class Begin:
    """Somebody starts an onderzoek."""

    onderzoek_id: UUID
    who: str


@dataclass(frozen=True, slots=True)
class Overrun:
    """Somebody lets it take longer on purpose; `toelichting` may name people."""

    onderzoek_id: UUID
    who: str
    reden: Overschrijding
    geboorte_op: date | None
    toelichting: str


@dataclass(frozen=True, slots=True)
class Conclude:
    """Somebody finishes it, and decides what follows for the melding."""

    onderzoek_id: UUID
    who: str
    bevinding: Bevinding
    beslissing: Beslissing


@dataclass(frozen=True, slots=True)
class ReadOnderzoek:
    """Somebody reads an onderzoek."""

    onderzoek_id: UUID
    who: str


@dataclass(frozen=True, slots=True)
class ReadOnderzoeken:
    """Somebody looks at the onderzoeken to a melding."""

    melding_id: UUID
    who: str


class Read(NamedTuple):
    """An onderzoek with what people wrote: who, and the words, the oldest first."""

    onderzoek: Onderzoek
    toelichtingen: tuple[tuple[str, str], ...]


class Asked(Protocol):
    """A command about one onderzoek."""

    @property
    def onderzoek_id(self) -> UUID: ...
    @property
    def who(self) -> str: ...


A = TypeVar("A", bound=Asked)
Answer = Onderzoek | Weigering | None


class Onderzoeken:
    """The handlers of onderzoeken, over a store and the decisions of people."""

    def __init__(self, store: OnderzoekStore, vault: Vault, besluiten: TriageBesluiten) -> None:
        self._store = store
        self._vault = vault
        self._besluiten = besluiten

    async def begin(self, batch: Sequence[Command[Begin]], unit: Unit) -> list[Answer]:
        """The first who asks starts it."""
        return await self._change(
            batch,
            unit,
            lambda one, asked: onderzoeken.begin(one, asked.who, unit.now),
            audit.ONDERZOEK_GESTART,
        )

    async def overrun(self, batch: Sequence[Command[Overrun]], unit: Unit) -> list[Answer]:
        """Takes longer on purpose, with a reason."""
        answers = await self._change(
            batch,
            unit,
            lambda one, asked: onderzoeken.overrun(one, asked.reden, asked.geboorte_op, asked.who),
            audit.ONDERZOEK_OVERSCHRIJDING,
        )
        for command, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Onderzoek):
                asked = command.content
                self._write(unit, answer, asked.who, asked.toelichting)
        return answers

    async def conclude(self, batch: Sequence[Command[Conclude]], unit: Unit) -> list[Answer]:
        """Finishes onderzoeken, each with the decision that follows as the melding's next version."""
        found = Register(await self._load(batch, unit))
        round_ = await self._besluiten.begin_about([one.melding_id for one in found.all()], unit)
        answers: list[Answer] = []
        for command in batch:
            asked = command.content
            known = found.get(asked.onderzoek_id)
            if known is None:
                answers.append(None)
                continue
            current = round_.triage(known.melding_id)
            assert current is not None, "an onderzoek follows a decision about its melding"
            # One that ended is not among what runs; the domain says why it cannot end again.
            running = round_.lopend.onderzoek(known.melding_id) or known
            besluit = asked.beslissing.vervolg
            ended = onderzoeken.conclude(running, asked.bevinding, besluit, asked.who, unit.now)
            if isinstance(ended, Weigering):
                answers.append(ended)
                continue
            fault = waits_at_work_item(current) or round_.fault(current, asked.beslissing)
            if fault is not None:
                answers.append(fault)
                continue
            round_.lopend.put_onderzoek(ended)
            round_.lopend.onderzoek_ended(ended.melding_id)
            refused = round_.take(command, current, asked.beslissing, asked.who)
            assert not isinstance(refused, Weigering), "nothing runs any more that could refuse"
            found.put(ended)
            _note(unit, asked.who, audit.ONDERZOEK_AFGEROND, ended)
            answers.append(ended)
        round_.finish()
        return answers

    async def read(self, batch: Sequence[Command[ReadOnderzoek]], unit: Unit) -> list[Read | None]:
        """Each with what people wrote; every reading is noted."""
        found = Register(await self._load(batch, unit))
        meldingen = [one.melding_id for one in found.all()]
        words = await self._store.toelichtingen(unit, meldingen, BIJ_ONDERZOEK)
        answers: list[Read | None] = []
        for command in batch:
            one = found.get(command.content.onderzoek_id)
            if one is None:
                answers.append(None)
                continue
            _note(unit, command.content.who, audit.ONDERZOEK_GELEZEN, one)
            said = [(w.door, toelichting.read(w, self._vault)) for w in words if w.bij_id == one.id]
            answers.append(Read(one, tuple(said)))
        return answers

    async def read_of(
        self, batch: Sequence[Command[ReadOnderzoeken]], unit: Unit
    ) -> list[list[Onderzoek]]:
        """The onderzoeken to these meldingen, the oldest first; codes alone."""
        wanted = [c.content.melding_id for c in batch]
        found = await self._store.onderzoeken_of(unit, wanted)
        return [[o for o in found if o.melding_id == melding_id] for melding_id in wanted]

    async def _change(
        self,
        batch: Sequence[Command[A]],
        unit: Unit,
        change: Callable[[Onderzoek, A], Onderzoek | Weigering],
        what: str,
    ) -> list[Answer]:
        found = Register(await self._load(batch, unit))
        answers: list[Answer] = []
        for command in batch:
            one = found.get(command.content.onderzoek_id)
            answer = None if one is None else change(one, command.content)
            if isinstance(answer, Onderzoek):
                found.put(answer)
                _note(unit, command.content.who, what, answer)
            answers.append(answer)
        for onderzoek, loaded_version in found.changed():
            self._store.save_onderzoek(unit, onderzoek, loaded_version)
        return answers

    async def _load(self, batch: Sequence[Command[Any]], unit: Unit) -> list[Onderzoek]:
        return await self._store.onderzoeken(unit, {c.content.onderzoek_id for c in batch})

    def _write(self, unit: Unit, onderzoek: Onderzoek, who: str, text: str) -> None:
        place = (BIJ_ONDERZOEK, onderzoek.id)
        toelichting.keep(self._store, unit, self._vault, onderzoek.melding_id, place, who, text)


def _note(unit: Unit, who: str, what: str, onderzoek: Onderzoek) -> None:
    details: dict[str, Any] = {"onderzoek": str(onderzoek.id), "stand": onderzoek.stand.value}
    if onderzoek.overschrijding is not None:
        details["overschrijding"] = onderzoek.overschrijding.value
    if (found := onderzoek.bevinding) is not None:
        details["uitkomst"] = [code.value for code in found.uitkomst]
        details["vervolg"] = [code.value for code in found.vervolg]
    unit.audit(who, what, onderzoek.melding_id, details=details)
