"""What triage's API takes and gives, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from vt_contracts.codes import Aanleiding, Aard, Urgentie, Vervolg
from vt_contracts.contract import Gegevens, Regel, StrikteGegevens, Tekst
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.work_items.api import Reden

from triage.domain.triage import Beslissing, Stand, Triage
from triage.handlers.dossiers import Decision, Dossier
from triage.http.verzoek_models import VerzoekModel
from triage.motivation import Motivation


class BesluitForm(StrikteGegevens):
    """A person's decision about a melding; `besluit` is what follows it.

    What is left out stays as it is known; only a given `urgentie` can lower the urgency.
    """

    besluit: Literal[
        Vervolg.DIRECT_INGRIJPEN,
        Vervolg.OVERDRACHT,
        Vervolg.ONDERZOEK,
        Vervolg.VOORWAARDEN_EN_VERVOLG,
        Vervolg.VEILIGHEIDSHUIS,
        Vervolg.OMZETTEN_IN_ADVIES,
        Vervolg.EINDE_BEMOEIENIS,
        Vervolg.DOORZETTEN,
    ]
    urgentie: Urgentie | None = None
    aanleiding: Annotated[list[Aanleiding], Field(max_length=9)] | None = None
    aard: Annotated[list[Aard], Field(max_length=11)] | None = None
    risicofactoren: Annotated[list[Regel], Field(max_length=30)] | None = None
    advies: Tekst | None = None
    reden: Reden

    def to_domain(self) -> Beslissing:
        """The decision."""
        return Beslissing(
            vervolg=self.besluit,
            reden=self.reden,
            urgentie=self.urgentie,
            aanleiding=None if self.aanleiding is None else tuple(self.aanleiding),
            aard=None if self.aard is None else tuple(self.aard),
            risicofactoren=None if self.risicofactoren is None else tuple(self.risicofactoren),
            advies=self.advies,
        )


class HerzieningForm(BesluitForm):
    """A decision on a melding that was decided before; `versie` is the one that its maker saw."""

    versie: Annotated[int, Field(ge=1)]


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


class GenomenBesluit(Gegevens):
    """A decision that was just taken, and the version of the melding that it made."""

    melding_id: UUID
    versie: int
    stand: Stand
    vervolg: Vervolg | None
    urgentie: Urgentie
    besloten_door: str | None
    besloten_op: AwareDatetime | None

    @classmethod
    def of(cls, triage: Triage) -> GenomenBesluit:
        return cls(
            melding_id=triage.melding_id,
            versie=triage.version,
            stand=triage.stand,
            vervolg=triage.vervolg,
            urgentie=triage.urgentie,
            besloten_door=triage.besloten_door,
            besloten_op=triage.besloten_op,
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
    verzoeken: list[VerzoekModel]

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
            verzoeken=[VerzoekModel.of(g.verzoek, g.inhoud) for g in dossier.verzoeken],
        )
