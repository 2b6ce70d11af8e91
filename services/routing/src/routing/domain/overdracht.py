"""An overdracht in one round, its states, and what is asked of the party."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vt_contracts.codes import Code, Urgentie, Vervolg, WeigerReden

from routing.domain.registry import Doelgroep

HOUSEHOLD = 1
"""One household per melding for now; the number is in the key of every overdracht already."""


class Bevestiging(Code):
    """What a party is asked for: technical receipt, or acceptance by a named person."""

    ONTVANGST = "ontvangst"
    ACCEPTATIE = "acceptatie"


OFFERED: dict[Vervolg, Bevestiging] = {
    Vervolg.DIRECT_INGRIJPEN: Bevestiging.ACCEPTATIE,
    Vervolg.OVERDRACHT: Bevestiging.ACCEPTATIE,
    Vervolg.DOORZETTEN: Bevestiging.ONTVANGST,
}
"""The decisions that lead to an offer; of the others routing only remembers that they were made."""


class State(Code):
    """Where an offer stands.

    `ingehaald`: another round, or a person, went on without it. `tegenstrijdig`: accepted all the
    same after that; a person was asked.
    """

    AANGEBODEN = "aangeboden"
    ONTVANGEN = "ontvangen"
    BEZORGD = "bezorgd"
    GEACCEPTEERD = "geaccepteerd"
    GESTART = "gestart"
    GEWEIGERD = "geweigerd"
    GEESCALEERD = "geescaleerd"
    INGEHAALD = "ingehaald"
    TEGENSTRIJDIG = "tegenstrijdig"
    AFGESLOTEN = "afgesloten"

    @property
    def open(self) -> bool:
        """Whether we wait for this party."""
        return self in (State.AANGEBODEN, State.ONTVANGEN)

    @property
    def taken(self) -> bool:
        """Whether this party has it."""
        return self in (State.BEZORGD, State.GEACCEPTEERD, State.GESTART)


@dataclass(slots=True)
class Overdracht:
    """One offer; `version` is the stored one (0: new), `wekker_op` when it must be looked at again.

    `toelichting` and `door` come from the party; the first is kept sealed.
    """

    id: UUID
    version: int
    ronde: int
    besluit_versie: int
    gemeente: str
    partij: str
    contact: str
    team: str
    doelgroep: Doelgroep
    urgentie: Urgentie
    vervolg: Vervolg
    bevestiging: Bevestiging
    state: State
    aangeboden_op: datetime
    herinneren_op: datetime
    deadline: datetime
    wekker_op: datetime | None
    uitleg: str
    register_versie: int
    herinnerd_op: datetime | None = None
    geantwoord_op: datetime | None = None
    gestart_op: datetime | None = None
    zaaknummer: str | None = None
    door: str | None = None
    weiger_reden: WeigerReden | None = None
    voorgestelde_gemeente: str | None = None
    toelichting: str | None = None
    changed: bool = False

    def become(self, state: State) -> None:
        """Moves to `state`; the alarm only rings while we wait for the party."""
        if state is not self.state:
            self.state = state
            self.changed = True
        if not state.open and self.wekker_op is not None:
            self.wekker_op = None
            self.changed = True
