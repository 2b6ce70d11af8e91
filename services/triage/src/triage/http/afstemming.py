"""The afstemmingsoverleg with police and OM: put a melding on the agenda, read it, record outcomes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field
from vt_contracts.contract import Gegevens, StrikteGegevens
from vt_kalender import end_of_day
from vt_messaging.service import Wiring
from vt_messaging.web import Traceparent, caller_with
from vt_messaging.work_items.api import Reden

from triage.domain.afstemming import Afstemming, Deelnemer, Uitkomst
from triage.handlers.afstemming import Afstemmingsoverleg, PutOnAgenda, Record
from triage.http.answers import STAFF, run
from triage.postgres.afstemming import agenda


class AanmeldForm(StrikteGegevens):
    """Why care and a criminal case meet here, in words, which are kept sealed."""

    reden: Reden


class UitkomstForm(StrikteGegevens):
    """What came of it, and which organisations were there; words are kept sealed."""

    uitkomst: Uitkomst
    aanwezig: Annotated[list[Deelnemer], Field(min_length=1, max_length=3)]
    toelichting: Reden


class AfstemmingModel(Gegevens):
    """A melding on an agenda; shows no person that it is about."""

    id: UUID
    melding_id: UUID
    versie: int
    overleg_op: AwareDatetime
    aangemeld_op: AwareDatetime
    aangemeld_door: str
    uitkomst: Uitkomst | None
    aanwezig: list[Deelnemer]
    besproken_op: AwareDatetime | None
    besproken_door: str | None

    @classmethod
    def of(cls, afstemming: Afstemming) -> AfstemmingModel:
        return cls(
            id=afstemming.id,
            melding_id=afstemming.melding_id,
            versie=afstemming.version,
            overleg_op=afstemming.overleg_op,
            aangemeld_op=afstemming.aangemeld_op,
            aangemeld_door=afstemming.aangemeld_door,
            uitkomst=afstemming.uitkomst,
            aanwezig=list(afstemming.aanwezig),
            besproken_op=afstemming.besproken_op,
            besproken_door=afstemming.besproken_door,
        )


class AgendaModel(Gegevens):
    """The agenda of a day: its own, and before them what is left of earlier meetings."""

    datum: date
    afstemmingen: list[AfstemmingModel]


def afstemming_router(overleg: Afstemmingsoverleg) -> APIRouter:
    """The routes of `/v1/afstemmingen` and `/v1/meldingen/{id}/afstemmingen`."""
    api = APIRouter(prefix="/v1", tags=["afstemmingsoverleg"])

    @api.post(
        "/meldingen/{melding_id}/afstemmingen", status_code=201, response_model=AfstemmingModel
    )
    async def put_on_agenda(
        request: Request,
        melding_id: UUID,
        body: AanmeldForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> AfstemmingModel:
        """Put a melding on the agenda of the next meeting. 409 when it is on one already."""
        asked = PutOnAgenda(melding_id, caller.subject, body.reden)
        return AfstemmingModel.of(
            await run(request, overleg.put_on_agenda, asked, traceparent, "Deze melding is er niet")
        )

    @api.get("/afstemmingen", response_model=AgendaModel)
    async def read_agenda(
        request: Request,
        datum: date,
        _caller: caller_with(*STAFF),  # type: ignore[valid-type]
    ) -> AgendaModel:
        """The agenda of a day, in the order of the meetings."""
        wiring: Wiring = request.app.state.wiring
        begin = end_of_day(datum - timedelta(days=1))
        found = await agenda(wiring.pool, begin, end_of_day(datum))
        return AgendaModel(datum=datum, afstemmingen=[AfstemmingModel.of(one) for one in found])

    @api.post("/afstemmingen/{afstemming_id}/uitkomst", response_model=AfstemmingModel)
    async def record_outcome(
        request: Request,
        afstemming_id: UUID,
        body: UitkomstForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> AfstemmingModel:
        """Record what came of it and who was there; once."""
        asked = Record(
            afstemming_id, caller.subject, body.uitkomst, tuple(body.aanwezig), body.toelichting
        )
        return AfstemmingModel.of(
            await run(request, overleg.record, asked, traceparent, "Dit agendapunt is er niet")
        )

    return api
