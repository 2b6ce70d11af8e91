"""Facts worth telling, and to which moment of the table each belongs."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from vt_contracts.codes import Moment, Urgentie, Vervolg

from notification.domain.table import Vertelmoment


class Feit(NamedTuple):
    """A fact worth telling, as its writer told it; holds codes, never persons."""

    schrijver: str
    versie: int
    moment: Moment
    op: datetime
    urgentie: Urgentie
    vervolg: Vervolg | None = None
    partij: str | None = None
    team: str | None = None
    politie_heeft_rol: bool = False

    @property
    def besluit(self) -> str:
        """The decision version: versions count per writer, so the writer belongs to it."""
        return f"{self.schrijver}.{self.versie}"

    def follows(self, other: Feit) -> bool:
        """Whether this one is newer; versions compare within a writer, moments between writers."""
        if self.schrijver == other.schrijver:
            return self.versie > other.versie
        return (self.op, self.schrijver) > (other.op, other.schrijver)


WITHOUT_OFFER = frozenset({Vervolg.ONDERZOEK, Vervolg.VOORWAARDEN_EN_VERVOLG})
"""Veilig Thuis does these itself and offers nobody anything: the decision is what to tell.

Advies and einde bemoeienis end the melding at once, so there the end tells the decision too.
"""
ACCEPTED_BY_NAME = frozenset(
    {Vervolg.OVERDRACHT, Vervolg.VEILIGHEIDSHUIS, Vervolg.DIRECT_INGRIJPEN}
)
"""Here technical receipt says nothing yet: somebody must accept (domain, *Overdracht*)."""


def telling_moment(moment: Moment, vervolg: Vervolg | None) -> Vertelmoment | None:
    """Which moment of the table a status belongs to; None when no melder hears of it.

    `ontvangen` gives None: the registration of the melder tells the same (see `with_melder`). An
    overdracht counts when a named person accepted it, doorzetten when it arrived; the other of the
    two says nothing new.
    """
    match moment:
        case Moment.AANGEBODEN:
            return Vertelmoment.NA_TRIAGE
        case Moment.GETRIEERD:
            return Vertelmoment.NA_TRIAGE if vervolg in WITHOUT_OFFER else None
        case Moment.GEACCEPTEERD:
            return None if vervolg is Vervolg.DOORZETTEN else Vertelmoment.NA_OVERDRACHT
        case Moment.BEZORGD:
            return None if vervolg in ACCEPTED_BY_NAME else Vertelmoment.NA_OVERDRACHT
        case Moment.AFGESLOTEN:
            return Vertelmoment.EINDE
        case _:
            return None
