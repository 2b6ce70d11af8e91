"""The API of questions to police, Veiligheidshuis and lokaal veld about a family."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from vt_messaging.web import ProblemError, Traceparent, caller_with

from triage.domain.verrijking import Verzoek
from triage.handlers.vragen import Ongeschikt, Vragen
from triage.http.answers import STAFF, run
from triage.http.verzoek_models import VerzoekForm, VerzoekModel


def verzoeken_router(vragen: Vragen) -> APIRouter:
    """The routes of `/v1/meldingen/{id}/verzoeken`."""
    api = APIRouter(prefix="/v1", tags=["verrijking"])

    @api.post("/meldingen/{melding_id}/verzoeken", response_model=VerzoekModel, status_code=201)
    async def ask(
        request: Request,
        melding_id: UUID,
        form: VerzoekForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> VerzoekModel:
        """Asks a partner; the same question while it waits for its answer is not asked again."""
        vraag = form.to_domain(melding_id, caller.subject)
        asked: Verzoek | Ongeschikt = await run(
            request, vragen.ask, vraag, traceparent, "Deze melding is er niet"
        )
        if isinstance(asked, Ongeschikt):
            error = {"field": asked.field, "detail": asked.why}
            raise ProblemError(400, "De invoer klopt niet", errors=[error])
        return VerzoekModel.of(asked, None)

    return api
