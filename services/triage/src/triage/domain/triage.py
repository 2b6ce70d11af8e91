"""The triage of one melding as an aggregate: what it may become, by rules and by people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import (
    ALLEEN_BIJ_KINDERMISHANDELING,
    KINDERMISHANDELING,
    Aanleiding,
    Aard,
    Urgentie,
    Vervolg,
)

from triage.domain.rules import Besluit
from triage.domain.weigering import Weigering

REGELS = "regels"
"""Who decided, when no person did."""
EINDIGT = frozenset({Vervolg.OMZETTEN_IN_ADVIES, Vervolg.EINDE_BEMOEIENIS})
"""With these the melding ends here; only a person can decide them."""
WACHT_OP_START = frozenset({Vervolg.OVERDRACHT, Vervolg.VEILIGHEIDSHUIS})
"""Done only once a named party has started; doorzetten needs no more than technical receipt."""
GEEN_HGKM = EINDIGT | {Vervolg.DOORZETTEN}
"""Vervolgen that do not say that there is HG or KM."""

TRIAGE_BESLUIT = "triage-besluit"
"""The kind of work item that asks for a decision about a melding."""
KOPPELING_BESLUIT = "koppeling-besluit"
"""The kind that asks whether likely links are right, where the melding itself did not wait."""


class Stand(StrEnum):
    """Whether somebody must still decide."""

    WACHT_OP_BESLUIT = "wacht-op-besluit"
    BESLOTEN = "besloten"


class Triage(NamedTuple):
    """A melding at triage. `vervolg` and `besloten_*`: the last decision, also while it waits anew.

    `version` counts what triage told others; `gezien_versie` is the newest of intake that was seen.
    `deadline` is the moment before which a person must decide. `dossier` is sealed.
    """

    melding_id: UUID
    version: int
    nummer: str
    gezien_versie: int
    urgentie: Urgentie
    stand: Stand
    vervolg: Vervolg | None
    regelset: str
    regels: tuple[str, ...]
    reden: str
    besloten_door: str | None
    besloten_op: datetime | None
    werkitem_id: UUID | None
    ontvangen_op: datetime
    deadline: datetime | None
    proefbericht: bool
    dossier: bytes

    @property
    def decided_by_person(self) -> bool:
        """Whether the last decision has the name of a person."""
        return self.besloten_door not in (None, REGELS)


def is_news(current: Triage | None, versie: int) -> bool:
    """Whether version `versie` of intake was not handled yet."""
    return current is None or versie > current.gezien_versie


def urgency_floor(current: Triage | None, urgentie: Urgentie) -> Urgentie:
    """The urgency that rules begin with: never lower than what stands."""
    return urgentie if current is None else urgentie.raised_to(current.urgentie)


def rules_may_decide(current: Triage | None, besluit: Besluit) -> bool:
    """Whether the rules' vervolg takes effect, or a person must look.

    A person's decision stands until a person changes it. What waits for a person goes on waiting,
    unless it became acuut. A vervolg of the rules themselves is confirmed or raised to *direct
    ingrijpen* by newer facts; that another would follow from them is a doubt, so a person's.
    """
    if besluit.vervolg is None:
        return False
    if current is None:
        return True
    if current.decided_by_person:
        return False
    if besluit.vervolg is Vervolg.DIRECT_INGRIJPEN:
        return True
    return current.stand is Stand.BESLOTEN and current.vervolg is besluit.vervolg


def decided_by_rules(seen: Triage, besluit: Besluit, now: datetime) -> Triage:
    """`seen` with the decision of the rules."""
    return seen._replace(
        stand=Stand.BESLOTEN,
        vervolg=besluit.vervolg,
        besloten_door=REGELS,
        besloten_op=now,
        werkitem_id=None,
        deadline=None,
    )


def waits_for_person(seen: Triage, werkitem_id: UUID, deadline: datetime) -> Triage:
    """`seen` waiting for a person; an earlier decision stands meanwhile."""
    return seen._replace(stand=Stand.WACHT_OP_BESLUIT, werkitem_id=werkitem_id, deadline=deadline)


@dataclass(frozen=True, slots=True)
class Beslissing:
    """What a person decides and why. None leaves what is known as it is."""

    vervolg: Vervolg
    reden: str
    urgentie: Urgentie | None = None
    aanleiding: tuple[Aanleiding, ...] | None = None
    aard: tuple[Aard, ...] | None = None
    risicofactoren: tuple[str, ...] | None = None
    advies: str | None = None

    @property
    def besluit(self) -> str:
        """The decision as the work item names it: its vervolg."""
        return self.vervolg.value


def may_decide_anew(current: Triage, versie: int) -> Weigering | None:
    """Why somebody who saw `versie` cannot decide this melding anew now, or None."""
    if (waits := waits_at_work_item(current)) is not None:
        return waits
    if current.version != versie:
        return Weigering(
            f"Deze melding is intussen veranderd (versie {current.version}); het laatste besluit "
            f"is van {current.besloten_door}. Lees de melding opnieuw."
        )
    return None


def waits_at_work_item(current: Triage) -> Weigering | None:
    """Why nobody can decide this melding but on its work item, or None."""
    if current.stand is not Stand.WACHT_OP_BESLUIT:
        return None
    return Weigering(
        f"Deze melding wacht op een besluit. Neem dat eerst, bij werkitem {current.werkitem_id}."
    )


def decided_urgency(current: Urgentie, beslissing: Beslissing) -> Urgentie:
    """The urgency after a person's decision: only what the person names can lower it."""
    if beslissing.urgentie is not None:
        return beslissing.urgentie
    if beslissing.vervolg is Vervolg.DIRECT_INGRIJPEN:
        return Urgentie.ACUUT
    return current


def decided_by_person(current: Triage, beslissing: Beslissing, who: str, now: datetime) -> Triage:
    """The next version of `current` with the decision of `who`, who saw what its rules said."""
    return current._replace(
        version=current.version + 1,
        urgentie=decided_urgency(current.urgentie, beslissing),
        stand=Stand.BESLOTEN,
        vervolg=beslissing.vervolg,
        besloten_door=who,
        besloten_op=now,
        werkitem_id=None,
        deadline=None,
    )


def aard_past(aanleiding: Sequence[Aanleiding], aard: Sequence[Aard]) -> bool:
    """Whether each aard can go with these aanleidingen (Informatieprotocol: * only with KM)."""
    return ALLEEN_BIJ_KINDERMISHANDELING.isdisjoint(aard) or not KINDERMISHANDELING.isdisjoint(
        aanleiding
    )
