"""Onderzoeken: which there are to a melding, who started, why one overruns, how it ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field
from vt_contracts.codes import Aanleiding, Aard, UitkomstOnderzoek, VervolgOnderzoek
from vt_contracts.contract import Gegevens, StrikteGegevens
from vt_messaging.web import Traceparent, caller_with
from vt_messaging.work_items.api import Reden

from triage.domain.onderzoek import Bevinding, Onderzoek, Overschrijding, Stand
from triage.domain.triage import Beslissing
from triage.handlers.onderzoeken import (
    Begin,
    Conclude,
    Onderzoeken,
    Overrun,
    Read,
    ReadOnderzoek,
    ReadOnderzoeken,
)
from triage.http.answers import STAFF, run
from triage.http.models import BesluitForm

NOT_THERE = "Dit onderzoek is er niet"


class OverschrijdingForm(StrikteGegevens):
    """Why an onderzoek takes longer on purpose; `geboorteOp` once the child was born."""

    reden: Overschrijding
    geboorte_op: date | None = None
    toelichting: Reden


class AfrondForm(BesluitForm):
    """What an onderzoek found and where the case goes, with the decision that follows from it."""

    uitkomst: Annotated[list[UitkomstOnderzoek], Field(min_length=1, max_length=8)]
    aard: Annotated[list[Aard], Field(max_length=11)]
    aanleiding: Annotated[list[Aanleiding], Field(max_length=9)]
    vervolg_onderzoek: Annotated[list[VervolgOnderzoek], Field(min_length=1, max_length=11)]

    def to_domain(self) -> Beslissing:
        """The decision; what was not found leaves what is known as it is."""
        decided = super().to_domain()
        return replace(decided, aard=decided.aard or None, aanleiding=decided.aanleiding or None)

    def bevinding(self) -> Bevinding:
        """What was found."""
        return Bevinding(
            uitkomst=tuple(dict.fromkeys(self.uitkomst)),
            aard=tuple(dict.fromkeys(self.aard)),
            aanleiding=tuple(dict.fromkeys(self.aanleiding)),
            vervolg=tuple(dict.fromkeys(self.vervolg_onderzoek)),
        )


class BevindingModel(Gegevens):
    """What an onderzoek found, in codes."""

    uitkomst: list[UitkomstOnderzoek]
    aard: list[Aard]
    aanleiding: list[Aanleiding]
    vervolg: list[VervolgOnderzoek]


class OnderzoekModel(Gegevens):
    """An onderzoek, in codes; until `overschrijdingTot` its overrun is on purpose."""

    id: UUID
    melding_id: UUID
    versie: int
    stand: Stand
    besloten_op: AwareDatetime
    besloten_door: str
    gestart_op: AwareDatetime | None
    gestart_door: str | None
    overschrijding: Overschrijding | None
    overschrijding_door: str | None
    overschrijding_tot: AwareDatetime | None
    bevinding: BevindingModel | None
    geeindigd_op: AwareDatetime | None
    geeindigd_door: str | None

    @classmethod
    def of(cls, onderzoek: Onderzoek) -> OnderzoekModel:
        found = onderzoek.bevinding
        return cls(
            id=onderzoek.id,
            melding_id=onderzoek.melding_id,
            versie=onderzoek.version,
            stand=onderzoek.stand,
            besloten_op=onderzoek.besloten_op,
            besloten_door=onderzoek.besloten_door,
            gestart_op=onderzoek.gestart_op,
            gestart_door=onderzoek.gestart_door,
            overschrijding=onderzoek.overschrijding,
            overschrijding_door=onderzoek.overschrijding_door,
            overschrijding_tot=onderzoek.overschrijding_tot,
            bevinding=None
            if found is None
            else BevindingModel(
                uitkomst=list(found.uitkomst),
                aard=list(found.aard),
                aanleiding=list(found.aanleiding),
                vervolg=list(found.vervolg),
            ),
            geeindigd_op=onderzoek.geeindigd_op,
            geeindigd_door=onderzoek.geeindigd_door,
        )


class ToelichtingModel(Gegevens):
    """What somebody wrote."""

    door: str
    tekst: str


class GelezenOnderzoek(Gegevens):
    """An onderzoek with what people wrote with it."""

    onderzoek: OnderzoekModel
    toelichtingen: list[ToelichtingModel]

    @classmethod
    def of(cls, read: Read) -> GelezenOnderzoek:
        return cls(
            onderzoek=OnderzoekModel.of(read.onderzoek),
            toelichtingen=[ToelichtingModel(door=d, tekst=t) for d, t in read.toelichtingen],
        )


class OnderzoekenModel(Gegevens):
    """The onderzoeken to a melding, the oldest first."""

    onderzoeken: list[OnderzoekModel]


def onderzoeken_router(onderzoeken: Onderzoeken) -> APIRouter:
    """The routes of `/v1/onderzoeken` and `/v1/meldingen/{id}/onderzoeken`."""
    api = APIRouter(prefix="/v1", tags=["onderzoeken"])

    @api.get("/meldingen/{melding_id}/onderzoeken", response_model=OnderzoekenModel)
    async def list_onderzoeken(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> OnderzoekenModel:
        """The onderzoeken to a melding. Shows no person that it is about."""
        read = ReadOnderzoeken(melding_id, caller.subject)
        found = await run(request, onderzoeken.read_of, read, traceparent, NOT_THERE)
        return OnderzoekenModel(onderzoeken=[OnderzoekModel.of(one) for one in found])

    @api.get("/onderzoeken/{onderzoek_id}", response_model=GelezenOnderzoek)
    async def get_onderzoek(
        request: Request,
        onderzoek_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> GelezenOnderzoek:
        """An onderzoek with what people wrote. The reading is noted."""
        read = ReadOnderzoek(onderzoek_id, caller.subject)
        return GelezenOnderzoek.of(
            await run(request, onderzoeken.read, read, traceparent, NOT_THERE)
        )

    @api.post("/onderzoeken/{onderzoek_id}/starten", response_model=OnderzoekModel)
    async def begin_onderzoek(
        request: Request,
        onderzoek_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> OnderzoekModel:
        """Start an onderzoek. 409 names who did before."""
        asked = Begin(onderzoek_id, caller.subject)
        return OnderzoekModel.of(
            await run(request, onderzoeken.begin, asked, traceparent, NOT_THERE)
        )

    @api.post("/onderzoeken/{onderzoek_id}/overschrijding", response_model=OnderzoekModel)
    async def overrun_onderzoek(
        request: Request,
        onderzoek_id: UUID,
        body: OverschrijdingForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> OnderzoekModel:
        """Let a running onderzoek take longer on purpose, with a reason."""
        asked = Overrun(
            onderzoek_id, caller.subject, body.reden, body.geboorte_op, body.toelichting
        )
        return OnderzoekModel.of(
            await run(request, onderzoeken.overrun, asked, traceparent, NOT_THERE)
        )

    @api.post("/onderzoeken/{onderzoek_id}/afronden", response_model=OnderzoekModel)
    async def conclude_onderzoek(
        request: Request,
        onderzoek_id: UUID,
        body: AfrondForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> OnderzoekModel:
        """Finish an onderzoek, and decide what follows for the melding."""
        asked = Conclude(onderzoek_id, caller.subject, body.bevinding(), body.to_domain())
        return OnderzoekModel.of(
            await run(request, onderzoeken.conclude, asked, traceparent, NOT_THERE)
        )

    return api
