"""Triage's API: the work items of medewerkers, and the dossier of a melding."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from vt_messaging.commands import CommandHandler, Commands
from vt_messaging.service import Wiring
from vt_messaging.web import ProblemError, caller_with

from triage.domain.triage import Beslissing
from triage.domain.werkitems import Taken, Werkitem, WerkitemState
from triage.handlers.dossiers import Dossiers, ReadDossier, ReadWerkitem
from triage.handlers.werkitems import Act, Answer, Decide, NotThere, Unfit, Werkitems
from triage.models import (
    BeslissingOpgave,
    DossierModel,
    GeopendWerkitemModel,
    WerkitemModel,
    WerkitemsModel,
)
from triage.postgres import list_werkitems

ROLES = ("triagist", "gedragswetenschapper")
Traceparent = Annotated[str | None, Header()]


def router(werkitems: Werkitems, dossiers: Dossiers) -> APIRouter:
    """The routes of `/v1`."""
    api = APIRouter(prefix="/v1", tags=["triage"])

    @api.get("/werkitems", response_model=WerkitemsModel)
    async def get_werkitems(
        request: Request,
        _caller: caller_with(*ROLES),  # type: ignore[valid-type]
        state: WerkitemState = WerkitemState.OPEN,
        kind: Annotated[str | None, Query(max_length=40)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> WerkitemsModel:
        """The work, most urgent first. Shows no person: for that, open a work item."""
        wiring: Wiring = request.app.state.wiring
        found = await list_werkitems(wiring.pool, state, kind, limit)
        return WerkitemsModel(werkitems=[WerkitemModel.of(item) for item in found])

    @api.get("/werkitems/{werkitem_id}", response_model=GeopendWerkitemModel)
    async def get_werkitem(
        request: Request,
        werkitem_id: UUID,
        caller: caller_with(*ROLES),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> GeopendWerkitemModel:
        """A work item with the whole dossier of its melding. The reading is noted."""
        opened = await _commands(request).run(
            dossiers.read_werkitems, ReadWerkitem(werkitem_id, caller.subject), traceparent
        )
        if opened is None:
            raise _werkitem_not_there()
        return GeopendWerkitemModel.opened(opened)

    @api.post("/werkitems/{werkitem_id}/claim", response_model=WerkitemModel)
    async def claim_werkitem(
        request: Request,
        werkitem_id: UUID,
        caller: caller_with(*ROLES),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> WerkitemModel:
        """Take a work item. 409 names who has it."""
        act = Act(werkitem_id, caller.subject)
        return await _answer(request, werkitems.claim_werkitems, act, traceparent)

    @api.post("/werkitems/{werkitem_id}/vrijgeven", response_model=WerkitemModel)
    async def release_werkitem(
        request: Request,
        werkitem_id: UUID,
        caller: caller_with(*ROLES),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> WerkitemModel:
        """Give a work item back, so that a colleague can take it."""
        act = Act(werkitem_id, caller.subject)
        return await _answer(request, werkitems.release_werkitems, act, traceparent)

    @api.post("/werkitems/{werkitem_id}/beslissing", response_model=WerkitemModel)
    async def decide_werkitem(
        request: Request,
        werkitem_id: UUID,
        opgave: BeslissingOpgave,
        caller: caller_with(*ROLES),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> WerkitemModel:
        """Decide, with a reason. An open item need not be claimed first; 409 names who has it."""
        decide = Decide(werkitem_id, caller.subject, opgave.reden, _beslissing(opgave))
        return await _answer(request, werkitems.decide_werkitems, decide, traceparent)

    @api.get("/meldingen/{melding_id}", response_model=DossierModel)
    async def get_dossier(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*ROLES),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> DossierModel:
        """The dossier of a melding: as it came, and every decision. The reading is noted."""
        dossier = await _commands(request).run(
            dossiers.read_dossiers, ReadDossier(melding_id, caller.subject), traceparent
        )
        if dossier is None:
            raise ProblemError(404, "Deze melding is er niet")
        return DossierModel.of(dossier)

    return api


def _commands(request: Request) -> Commands:
    wiring: Wiring = request.app.state.wiring
    assert wiring.commands is not None
    return wiring.commands


async def _answer(
    request: Request, handle: CommandHandler[Any, Answer], content: Any, traceparent: str | None
) -> WerkitemModel:
    """Runs a command about a work item; every answer that is no work item becomes a problem."""
    match await _commands(request).run(handle, content, traceparent):
        case Werkitem() as item:
            return WerkitemModel.of(item)
        case Taken(WerkitemState.AFGEHANDELD, who):
            raise ProblemError(
                409,
                "Dit werkitem is al afgehandeld",
                f"Afgehandeld door {who}. U hoeft niets te doen.",
            )
        case Taken(_, who):
            raise ProblemError(
                409,
                "Een ander heeft dit werkitem",
                f"Geclaimd door {who}. Overleg of kies een ander.",
            )
        case Unfit(field, detail):
            raise ProblemError(
                400,
                "De invoer klopt niet",
                "Verbeter de genoemde velden en stuur het bericht opnieuw.",
                [{"field": field, "detail": detail}],
            )
        case NotThere():
            raise _werkitem_not_there()


def _werkitem_not_there() -> ProblemError:
    return ProblemError(404, "Dit werkitem is er niet")


def _beslissing(opgave: BeslissingOpgave) -> Beslissing | None:
    if opgave.vervolg is None:
        return None
    return Beslissing(
        vervolg=opgave.vervolg,
        reden=opgave.reden,
        urgentie=opgave.urgentie,
        aanleiding=None if opgave.aanleiding is None else tuple(opgave.aanleiding),
        aard=None if opgave.aard is None else tuple(opgave.aard),
        risicofactoren=None if opgave.risicofactoren is None else tuple(opgave.risicofactoren),
        advies=opgave.advies,
    )
