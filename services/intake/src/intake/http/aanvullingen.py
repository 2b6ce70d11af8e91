"""Adding to a melding, or correcting it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from vt_contracts.events.aanvulling import AanvullingOpgave
from vt_messaging.service import Wiring, commands_of
from vt_messaging.web import Traceparent, caller_with

from intake.domain.melding import Afzender
from intake.handlers.aanvullingen import Aanvullingen, Addition
from intake.handlers.letters import LetterOf
from intake.http.answers import accepted_or_problem
from intake.http.bodies import json_body, parsed
from intake.http.limiting import SenderLimits
from intake.http.meldingen import IdempotencyKey, Ontvangstbevestiging
from intake.http.senders import PARTNER, sender_of
from intake.ports import Sent

ADDERS = ("frontoffice", "triagist", "gedragswetenschapper")


class Aanvullingsbevestiging(Ontvangstbevestiging):
    """The addition is kept: the version that the melding became, and its urgency with it."""

    versie: int


def aanvullingen_router(aanvullingen: Aanvullingen, limits: SenderLimits) -> APIRouter:
    """The routes of `/v1/meldingen/{id}/aanvullingen`."""
    api = APIRouter(prefix="/v1", tags=["meldingen"])

    @api.post(
        "/meldingen/{melding_id}/aanvullingen",
        status_code=202,
        response_model=Aanvullingsbevestiging,
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": AanvullingOpgave.model_json_schema()}},
            }
        },
    )
    async def post_aanvulling(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*ADDERS, PARTNER),  # type: ignore[valid-type]
        idempotency_key: IdempotencyKey,
        traceparent: Traceparent = None,
    ) -> JSONResponse:
        """Add to a melding. Nothing is taken back by it; a partner adds to its own alone."""
        wiring: Wiring = request.app.state.wiring
        sender = sender_of(caller)
        if sender.partner is not None:
            limits.take(sender.name, wiring.clock())
        body = await json_body(request)
        opgave = parsed(AanvullingOpgave, body)
        afzender = Afzender(sender.kanaal, sender.bron, sender.partner, idempotency_key)
        letter = LetterOf(afzender, Sent(sender.name, idempotency_key), opgave, body)
        answer = await commands_of(request).run(
            aanvullingen.add_posts, Addition(melding_id, sender.partner, letter), traceparent
        )
        accepted = accepted_or_problem(answer)
        told = Aanvullingsbevestiging(
            melding_id=accepted.melding_id,
            nummer=accepted.nummer,
            urgentie=accepted.urgentie,
            bevindingen=list(accepted.bevindingen),
            versie=accepted.versie,
        )
        return JSONResponse(told.model_dump(mode="json", by_alias=True, exclude_none=True), 202)

    return api
