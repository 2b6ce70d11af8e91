"""The work items of routing: find them, claim them, look into the dossier, decide."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Header, Query, Request
from vt_contracts.contract import Gegevens
from vt_messaging.service import Wiring
from vt_messaging.web import ProblemError, caller_with

from routing.domain.beslissing import NotPossible
from routing.domain.werkitem import Werkitem
from routing.handlers.werkitems import Decide, Missing, OnItem, Taken, Werkitems
from routing.http.forms import (
    BeslissingForm,
    MeldingOverdrachten,
    Stand,
    WerkitemDossier,
    WerkitemRegel,
)
from routing.postgres.werkitems import waiting

STAFF = ("triagist", "gedragswetenschapper", "beheerder")
Trace = Annotated[str | None, Header()]


class WerkitemLijst(Gegevens):
    """Work items, the most urgent first."""

    werkitems: list[WerkitemRegel]


def werkitems_router(werkitems: Werkitems) -> APIRouter:
    """The routes of `/v1/werkitems`."""
    api = APIRouter(prefix="/v1/werkitems", tags=["werkitems"])

    @api.get("", response_model=WerkitemLijst)
    async def list_werkitems(
        request: Request,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]  # noqa: ARG001
        state: Stand | None = None,
        kind: Annotated[str | None, Query(max_length=60)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> WerkitemLijst:
        """What waits for a person, most urgent first; without `state` all that is not done."""
        wiring: Wiring = request.app.state.wiring
        items = await waiting(wiring.pool, state, kind, limit)
        return WerkitemLijst(werkitems=[WerkitemRegel.of(item) for item in items])

    @api.get("/{item_id}", response_model=WerkitemDossier)
    async def read_werkitem(
        request: Request,
        item_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Trace = None,
    ) -> WerkitemDossier:
        """One work item with the dossier of its melding. Reading it is noted."""
        wiring: Wiring = request.app.state.wiring
        assert wiring.commands is not None
        opened = await wiring.commands.run(
            werkitems.read, OnItem(item_id, caller.subject), traceparent
        )
        if isinstance(opened, Missing):
            raise _not_found()
        dossier = opened.dossier
        return WerkitemDossier.model_construct(
            **WerkitemRegel.of(opened.item).__dict__,
            melding=opened.besluit,
            routering=None if dossier is None else MeldingOverdrachten.of(dossier),
        )

    @api.post("/{item_id}/claim", response_model=WerkitemRegel)
    async def claim(
        request: Request,
        item_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Trace = None,
    ) -> WerkitemRegel:
        """Take it on. 409 names who has it."""
        wiring: Wiring = request.app.state.wiring
        assert wiring.commands is not None
        return _line(
            await wiring.commands.run(werkitems.claim, OnItem(item_id, caller.subject), traceparent)
        )

    @api.post("/{item_id}/vrijgeven", response_model=WerkitemRegel)
    async def release(
        request: Request,
        item_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Trace = None,
    ) -> WerkitemRegel:
        """Let it go, for somebody else."""
        wiring: Wiring = request.app.state.wiring
        assert wiring.commands is not None
        return _line(
            await wiring.commands.run(
                werkitems.release, OnItem(item_id, caller.subject), traceparent
            )
        )

    @api.post("/{item_id}/beslissing", response_model=WerkitemRegel)
    async def decide(
        request: Request,
        item_id: UUID,
        form: Annotated[BeslissingForm, Body()],
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Trace = None,
    ) -> WerkitemRegel:
        """Decide, with a reason; the item is done then."""
        wiring: Wiring = request.app.state.wiring
        assert wiring.commands is not None
        return _line(
            await wiring.commands.run(
                werkitems.decide, Decide(item_id, caller.subject, form.to_domain()), traceparent
            )
        )

    return api


def _line(answer: Werkitem | Missing | Taken | NotPossible) -> WerkitemRegel:
    match answer:
        case Missing():
            raise _not_found()
        case Taken(uitleg):
            raise ProblemError(409, "Een ander was u voor", uitleg)
        case NotPossible(uitleg, None):
            raise ProblemError(409, "Dit besluit kan hier niet", uitleg)
        case NotPossible(uitleg, str(veld)):
            raise ProblemError(
                400, "De invoer klopt niet", errors=[{"field": veld, "detail": uitleg}]
            )
        case Werkitem():
            return WerkitemRegel.of(answer)
    raise AssertionError(answer)


def _not_found() -> ProblemError:
    return ProblemError(404, "Dit werkitem is er niet")
