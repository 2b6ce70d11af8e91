"""An anonymous melder looks up how it stands, with the code that was shown once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field
from vt_contracts.codes import Kanaal
from vt_contracts.contract import Gegevens, StrikteGegevens
from vt_messaging.service import Wiring
from vt_messaging.web import ProblemError, caller_with

from intake.domain.opzoeking import Stand, read_code, stand
from intake.http.limiting import SenderLimits
from intake.http.senders import PARTNER, sender_of
from intake.postgres.opzoekingen import Opzoekingen


class OpzoekingForm(StrikteGegevens):
    """The code as somebody typed it; in the body, since what stands in a URL is kept in logs."""

    code: Annotated[str, Field(max_length=60)]


class Opzoeking(Gegevens):
    """All that an anonymous melder hears."""

    stand: Stand


def opzoekingen_router(opzoekingen: Opzoekingen, limits: SenderLimits) -> APIRouter:
    """The routes of `/v1/opzoekingen`."""
    api = APIRouter(prefix="/v1", tags=["opzoekingen"])

    @api.post("/opzoekingen", response_model=Opzoeking)
    async def look_up(
        request: Request,
        form: OpzoekingForm,
        caller: caller_with(PARTNER),  # type: ignore[valid-type]
    ) -> Opzoeking:
        """How an anonymous melding stands. Only for the website that citizens report on."""
        sender = sender_of(caller)
        if sender.kanaal is not Kanaal.BURGER:
            raise ProblemError(403, "Geen toegang", "Opzoeken kan alleen via de website.")
        wiring: Wiring = request.app.state.wiring
        limits.take(sender.name, wiring.clock())
        code = read_code(form.code)
        feiten = None if code is None else await opzoekingen.feiten(wiring.pool, code)
        if feiten is None:
            raise ProblemError(404, "Deze code is niet bekend", "Kijk of u alles goed overnam.")
        return Opzoeking(stand=stand(feiten))

    return api
