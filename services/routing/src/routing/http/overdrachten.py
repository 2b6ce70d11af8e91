"""How overdrachten stand, for people; every reading is noted."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from vt_messaging.service import commands_of
from vt_messaging.web import ProblemError, caller_with

from routing.handlers.reading import Missing, Read, Reading
from routing.http.forms import MeldingOverdrachten, OverdrachtRegel
from routing.http.werkitems import STAFF

Trace = Annotated[str | None, Header()]


def overdrachten_router(reading: Reading) -> APIRouter:
    """The routes of `/v1/overdrachten` and `/v1/meldingen/{id}/overdrachten`."""
    api = APIRouter(prefix="/v1", tags=["overdrachten"])

    @api.get("/overdrachten/{overdracht_id}", response_model=OverdrachtRegel)
    async def read_overdracht(
        request: Request,
        overdracht_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Trace = None,
    ) -> OverdrachtRegel:
        """One offer: with whom, how it stands, what was answered."""
        found = await commands_of(request).run(
            reading.read_overdracht, Read(overdracht_id, caller.subject), traceparent
        )
        if isinstance(found, Missing):
            raise ProblemError(404, "Deze overdracht is er niet")
        return OverdrachtRegel.of(*found)

    @api.get("/meldingen/{melding_id}/overdrachten", response_model=MeldingOverdrachten)
    async def read_overdrachten(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Trace = None,
    ) -> MeldingOverdrachten:
        """All offers of a melding, oldest first."""
        found = await commands_of(request).run(
            reading.read_overdrachten, Read(melding_id, caller.subject), traceparent
        )
        if isinstance(found, Missing):
            raise ProblemError(404, "Deze melding is hier niet bekend")
        return MeldingOverdrachten.of(found)

    return api
