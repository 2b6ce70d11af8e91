"""What triage's API takes and gives, as JSON."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints
from vt_contracts.codes import Aanleiding, Aard, Urgentie, Vervolg
from vt_contracts.contract import Gegevens, Regel, StrikteGegevens, Tekst
from vt_contracts.events.melding import MeldingOntvangenV1

from triage.domain.triage import Stand
from triage.domain.werkitems import Werkitem, WerkitemState
from triage.handlers.dossiers import Decision, Dossier, OpenedWerkitem
from triage.motivation import Motivation

Reden = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=r"^[^\x00]*$"),
]
"""Why; required of a person, always."""


class BeslissingOpgave(StrikteGegevens):
    """A person's decision. `vervolg` is for a triage-besluit; other work items take a reason alone.

    What is left out stays as it is known; only a given `urgentie` can lower the urgency.
    """

    vervolg: Vervolg | None = None
    urgentie: Urgentie | None = None
    aanleiding: Annotated[list[Aanleiding], Field(max_length=9)] | None = None
    aard: Annotated[list[Aard], Field(max_length=11)] | None = None
    risicofactoren: Annotated[list[Regel], Field(max_length=30)] | None = None
    advies: Tekst | None = None
    reden: Reden


class WerkitemModel(Gegevens):
    """A work item; `about` is the melding, where there is one. Holds nothing of a person."""

    id: UUID
    version: int
    kind: str
    about: UUID | None
    title: str
    priority: int
    deadline: AwareDatetime
    state: WerkitemState
    claimed_by: str | None
    decided_by: str | None
    decision: str | None
    reason: str | None
    details: dict[str, Any]
    opened_at: AwareDatetime
    changed_at: AwareDatetime

    @classmethod
    def of(cls, item: Werkitem) -> WerkitemModel:
        return cls(**{name: getattr(item, name) for name in cls.model_fields})


class WerkitemsModel(Gegevens):
    """A page of work."""

    werkitems: list[WerkitemModel]


class BesluitModel(Gegevens):
    """A decision of the history; `motivering` is what a person wrote with it."""

    versie: int
    op: AwareDatetime
    door: str
    vervolg: Vervolg
    urgentie: Urgentie
    urgentie_was: Urgentie
    regelset: str | None
    regels: list[str]
    reden: str
    motivering: Motivation | None

    @classmethod
    def of(cls, decision: Decision) -> BesluitModel:
        line, details = decision.line, decision.line.details
        return cls(
            versie=details["versie"],
            op=line.at,
            door=line.who,
            vervolg=Vervolg(details["vervolg"]),
            urgentie=Urgentie(details["urgentie"]),
            urgentie_was=Urgentie(details["urgentieWas"]),
            regelset=line.rule_version,
            regels=details["regels"],
            reden=details["reden"],
            motivering=decision.wrote,
        )


class DossierModel(Gegevens):
    """A melding at triage: where it stands, what the rules said, what came in, what was decided."""

    melding_id: UUID
    nummer: str
    versie: int
    stand: Stand
    urgentie: Urgentie
    vervolg: Vervolg | None
    deadline: AwareDatetime | None
    regelset: str
    regels: list[str]
    reden: str
    werkitem_id: UUID | None
    melding: MeldingOntvangenV1
    besluiten: list[BesluitModel]

    @classmethod
    def of(cls, dossier: Dossier) -> DossierModel:
        triage = dossier.triage
        return cls(
            melding_id=triage.melding_id,
            nummer=triage.nummer,
            versie=triage.version,
            stand=triage.stand,
            urgentie=triage.urgentie,
            vervolg=triage.vervolg,
            deadline=triage.deadline,
            regelset=triage.regelset,
            regels=list(triage.regels),
            reden=triage.reden,
            werkitem_id=triage.werkitem_id,
            melding=dossier.melding,
            besluiten=[BesluitModel.of(decision) for decision in dossier.history],
        )


class GeopendWerkitemModel(WerkitemModel):
    """A work item with the dossier of its melding."""

    dossier: DossierModel | None = None

    @classmethod
    def opened(cls, opened: OpenedWerkitem) -> GeopendWerkitemModel:
        plain = WerkitemModel.of(opened.werkitem)
        dossier = None if opened.dossier is None else DossierModel.of(opened.dossier)
        return cls(**{n: getattr(plain, n) for n in WerkitemModel.model_fields}, dossier=dossier)
