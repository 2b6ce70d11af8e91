"""The API of questions to police, Veiligheidshuis and lokaal veld about a family."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from vt_messaging.service import Wiring
from vt_messaging.web import ProblemError, caller_with

from triage.handlers.vragen import Ongeschikt, Vragen
from triage.http.verzoek_models import VerzoekForm, VerzoekModel

ROLES = ("triagist", "gedragswetenschapper")
Traceparent = Annotated[str | None, Header()]


def verzoeken_router(vragen: Vragen) -> APIRouter:
    """The routes of `/v1/meldingen/{id}/verzoeken`."""
    api = APIRouter(prefix="/v1", tags=["verrijking"])

    @api.post("/meldingen/{melding_id}/verzoeken", response_model=VerzoekModel, status_code=201)
    async def ask(
        request: Request,
        melding_id: UUID,
        form: VerzoekForm,
        caller: caller_with(*ROLES),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> VerzoekModel:
        """Asks a partner; the same question while it waits for its answer is not asked again."""
        wiring: Wiring = request.app.state.wiring
        assert wiring.commands is not None
        asked = await wiring.commands.run(
            vragen.ask, form.to_domain(melding_id, caller.subject), traceparent
        )
        if asked is None:
            raise ProblemError(404, "Deze melding is er niet")
        if isinstance(asked, Ongeschikt):
            error = {"field": asked.field, "detail": asked.why}
            raise ProblemError(400, "De invoer klopt niet", errors=[error])
        return VerzoekModel.of(asked, None)

    return api
