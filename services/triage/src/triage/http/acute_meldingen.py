"""The API of acute meldingen: what waits for a person, and who says: I have it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AwareDatetime
from vt_contracts.contract import Gegevens
from vt_messaging.web import Traceparent, caller_with

from triage.domain.acuut import Acuut
from triage.handlers.acuut import AcuteMeldingen, Bevestig
from triage.http.answers import run
from triage.postgres.acuut import waiting

ROLES = ("frontoffice", "triagist", "gedragswetenschapper")
MOST_SHOWN = 200
NOT_THERE = "Deze melding is er niet, of is niet acuut"


class AcuteMeldingModel(Gegevens):
    """An acute melding: since when it waits, who was paged, or who has it. Holds no person."""

    melding_id: UUID
    nummer: str
    sinds: AwareDatetime
    oproepen: int
    opgeroepen: list[str]
    volgende_oproep_op: AwareDatetime | None
    werkitem_id: UUID | None
    bevestigd_door: str | None
    bevestigd_op: AwareDatetime | None

    @classmethod
    def of(cls, acuut: Acuut) -> AcuteMeldingModel:
        return cls(
            melding_id=acuut.melding_id,
            nummer=acuut.nummer,
            sinds=acuut.sinds,
            oproepen=acuut.oproepen,
            opgeroepen=list(acuut.opgeroepen),
            volgende_oproep_op=acuut.volgende_op if acuut.waits else None,
            werkitem_id=acuut.werkitem_id,
            bevestigd_door=acuut.bevestigd_door,
            bevestigd_op=acuut.bevestigd_op,
        )


class AcuteMeldingenModel(Gegevens):
    """What waits, the longest first."""

    acute_meldingen: list[AcuteMeldingModel]


def acute_meldingen_router(acute: AcuteMeldingen) -> APIRouter:
    """The routes of `/v1/acute-meldingen`."""
    api = APIRouter(prefix="/v1", tags=["acuut"])

    @api.get("/acute-meldingen", response_model=AcuteMeldingenModel)
    async def list_waiting(
        request: Request,
        _: caller_with(*ROLES),  # type: ignore[valid-type]
    ) -> AcuteMeldingenModel:
        """The acute meldingen that nobody acknowledged yet."""
        found = await waiting(request.app.state.wiring.pool, MOST_SHOWN)
        return AcuteMeldingenModel(acute_meldingen=[AcuteMeldingModel.of(a) for a in found])

    @api.post("/acute-meldingen/{melding_id}/bevestigingen", response_model=AcuteMeldingModel)
    async def confirm(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*ROLES),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> AcuteMeldingModel:
        """The caller has it: nobody is paged any more. Again, or by another, changes nothing."""
        said = Bevestig(melding_id, caller.subject)
        return AcuteMeldingModel.of(await run(request, acute.confirm, said, traceparent, NOT_THERE))

    return api
