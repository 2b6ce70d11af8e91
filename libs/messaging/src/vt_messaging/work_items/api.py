"""The API of work items, the same in every service; a service adds its dossier and its decisions."""

# No `from __future__ import annotations`: what a service adds is known when the routes are made.

from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar, Union
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints
from vt_contracts.contract import Gegevens, StrikteGegevens

from vt_messaging.commands import CommandHandler
from vt_messaging.service import Wiring, commands_of
from vt_messaging.web import ProblemError, Traceparent, caller_with, invalid_input
from vt_messaging.work_items.domain import Item, Settled, State, Taken, Unfit
from vt_messaging.work_items.handlers import Act, Answer, Decide, NotThere, Shown, WorkItems
from vt_messaging.work_items.store import listed

Reden = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=r"^[^\x00]*$"),
]
"""Why; required of a person, always."""


class AfhandelenForm(StrikteGegevens):
    """Somebody looked at it and it is solved; for items that ask for no other decision."""

    besluit: Literal["afgehandeld"]
    reden: Reden

    def to_domain(self) -> Settled:
        """The decision."""
        return Settled(self.reden)


class WerkitemRegel(Gegevens):
    """A work item as a list shows it; `meldingId` is what it is about. Holds nothing of a person."""

    id: UUID
    versie: int
    soort: str
    titel: str
    melding_id: UUID | None
    prioriteit: int
    termijn: AwareDatetime
    stand: State
    geclaimd_door: str | None
    besloten_door: str | None
    besluit: str | None
    reden: str | None
    details: dict[str, Any]
    geopend_op: AwareDatetime
    gewijzigd_op: AwareDatetime

    @classmethod
    def of(cls, item: Item, **more: Any) -> Any:
        """The line of a work item."""
        return cls.model_construct(
            id=item.id,
            versie=item.version,
            soort=item.kind,
            titel=item.title,
            melding_id=item.about,
            prioriteit=item.priority,
            termijn=item.deadline,
            stand=item.state,
            geclaimd_door=item.claimed_by,
            besloten_door=item.decided_by,
            besluit=item.decision,
            reden=item.reason,
            details=item.details,
            geopend_op=item.opened_at,
            gewijzigd_op=item.changed_at,
            **more,
        )


class Werkitems(Gegevens):
    """Work items, the most urgent first."""

    werkitems: list[WerkitemRegel]


D = TypeVar("D")


class GeopendWerkitem(WerkitemRegel, Generic[D]):
    """A work item with the dossier that it is about, where it has one."""

    dossier: D | None = None


def work_item_router(
    work: WorkItems,
    *,
    roles: Sequence[str],
    forms: Sequence[type[BaseModel]] = (),
    dossier: Any = None,
) -> APIRouter:
    """The routes of `/v1/werkitems`, for callers with one of `roles`.

    `forms` are the bodies of the service's own decisions: each has a literal field `besluit`, a
    `reden`, and `to_domain()`. `dossier` is the model of what `work` gives as dossier.
    """
    every_form = (*forms, AfhandelenForm)
    form: Any = AfhandelenForm
    if forms:
        form = Annotated[Union[every_form], Field(discriminator="besluit")]  # noqa: UP007
    who: Any = caller_with(*roles)
    opened: Any = GeopendWerkitem[dossier]
    api = APIRouter(prefix="/v1/werkitems", tags=["werkitems"], route_class=_FieldsByName)

    @api.get("", response_model=Werkitems)
    async def list_werkitems(
        request: Request,
        _caller: who,
        state: State | None = None,
        kind: Annotated[str | None, Query(max_length=60)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> Any:
        """The work, most urgent first, without `state` all that is not done. Shows no person."""
        wiring: Wiring = request.app.state.wiring
        found = await listed(wiring.pool, state, kind, limit)
        return Werkitems(werkitems=[WerkitemRegel.of(item) for item in found])

    @api.get("/{item_id}", response_model=opened)
    async def get_werkitem(
        request: Request,
        item_id: UUID,
        caller: who,
        traceparent: Traceparent = None,
    ) -> Any:
        """A work item with the dossier that it is about. The reading is noted."""
        answer = await commands_of(request).run(
            work.show, Act(item_id, caller.subject), traceparent
        )
        if not isinstance(answer, Shown):
            raise _not_there()
        return opened.of(answer.item, dossier=answer.dossier)

    @api.post("/{item_id}/claim", response_model=WerkitemRegel)
    async def claim_werkitem(
        request: Request,
        item_id: UUID,
        caller: who,
        traceparent: Traceparent = None,
    ) -> Any:
        """Take a work item. 409 names who has it."""
        return await _answer(request, work.claim, Act(item_id, caller.subject), traceparent)

    @api.post("/{item_id}/vrijgeven", response_model=WerkitemRegel)
    async def release_werkitem(
        request: Request,
        item_id: UUID,
        caller: who,
        traceparent: Traceparent = None,
    ) -> Any:
        """Give a work item back, so that a colleague can take it."""
        return await _answer(request, work.release, Act(item_id, caller.subject), traceparent)

    @api.post("/{item_id}/beslissing", response_model=WerkitemRegel)
    async def decide_werkitem(
        request: Request,
        item_id: UUID,
        body: Annotated[form, Body()],
        caller: who,
        traceparent: Traceparent = None,
    ) -> Any:
        """Decide, with a reason. An open item need not be claimed first; 409 names who has it."""
        decide = Decide(item_id, caller.subject, body.to_domain())
        return await _answer(request, work.decide, decide, traceparent)

    return api


async def _answer(
    request: Request, handle: CommandHandler[Any, Answer], content: Any, traceparent: str | None
) -> WerkitemRegel:
    """Runs a command about a work item; every answer that is no work item becomes a problem."""
    match await commands_of(request).run(handle, content, traceparent):
        case Item() as item:
            line: WerkitemRegel = WerkitemRegel.of(item)
            return line
        case Taken(State.DONE, who):
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
        case Unfit(why, None):
            raise ProblemError(409, "Dit besluit kan hier niet", why)
        case Unfit(why, str(field)):
            raise ProblemError(
                400,
                "De invoer klopt niet",
                "Verbeter de genoemde velden en stuur het bericht opnieuw.",
                [{"field": field, "detail": why}],
            )
        case NotThere():
            raise _not_there()
    raise AssertionError("every answer is named above")


def _not_there() -> ProblemError:
    return ProblemError(404, "Dit werkitem is er niet")


class _FieldsByName(APIRoute):
    """Names a wrong field as the sender wrote it: without the decision that pydantic puts before."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As always, with other words for what is wrong."""
        handle = super().get_route_handler()

        async def by_name(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                raise invalid_input([_by_name(e) for e in error.errors()]) from None

        return by_name


def _by_name(error: dict[str, Any]) -> dict[str, Any]:
    location = error["loc"]
    if error["type"].startswith("union_tag"):
        return {**error, "loc": (*location, "besluit")}
    if location[:1] == ("body",) and len(location) > 2:
        return {**error, "loc": (location[0], *location[2:])}
    return error
