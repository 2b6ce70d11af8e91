"""Notification's API: the tasks of medewerkers who reach melders by phone."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime
from vt_contracts.codes import MelderSoort
from vt_contracts.contract import Gegevens, Regel, StrikteGegevens
from vt_messaging.service import Wiring
from vt_messaging.web import ProblemError, caller_with

from notification.domain.table import Vertelmoment, Weg
from notification.domain.werkitems import NotPossible, Taken, Uitkomst, Werkitem, WerkitemState
from notification.handlers.werkitems import Act, Answer, Decide, NotThere, Shown, Werkitems
from notification.postgres import list_query, werkitem

STAFF = ("frontoffice", "triagist")


class WerkitemRegel(Gegevens):
    """A task in the list; nothing of the melder."""

    id: UUID
    versie: int
    kind: str
    titel: str
    melding_id: UUID | None
    prioriteit: int
    deadline: AwareDatetime
    state: WerkitemState
    geclaimd_door: str | None
    besloten_door: str | None
    besluit: str | None
    reden: str | None
    details: dict[str, Any]
    geopend_op: AwareDatetime
    gewijzigd_op: AwareDatetime


class MelderGegevens(Gegevens):
    """Who to reach, and how."""

    nummer: str
    soort: MelderSoort | None
    naam: str | None
    organisatie: str | None
    email: str | None
    telefoon: str | None
    proefbericht: bool


class VerteldRegel(Gegevens):
    """What was told before: which moment, by which decision, way and version of the policy."""

    moment: Vertelmoment
    besluit: str
    weg: Weg | None
    beleid: str | None


class WerkitemDossier(WerkitemRegel):
    """A task with all that is needed to do it; `tekst` is what may be said, and no more."""

    melder: MelderGegevens | None
    tekst: str | None
    verteld: list[VerteldRegel]


class Werkitemlijst(Gegevens):
    """Work items, most urgent first."""

    werkitems: list[WerkitemRegel]


class Beslissing(StrikteGegevens):
    """What became of the task; `reden` is asked when it is let go."""

    besluit: Uitkomst
    reden: Regel = ""


def router(handlers: Werkitems) -> APIRouter:
    """The routes of `/v1`."""
    api = APIRouter(prefix="/v1/werkitems", tags=["werkitems"])

    @api.get("", response_model=Werkitemlijst)
    async def list_werkitems(
        request: Request,
        _caller: caller_with(*STAFF),  # type: ignore[valid-type]
        state: WerkitemState = WerkitemState.OPEN,
        kind: Annotated[str | None, Query(max_length=40)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> Werkitemlijst:
        """Work items by priority and deadline."""
        wiring: Wiring = request.app.state.wiring
        rows = await wiring.pool.fetch(list_query(state), state.value, kind, limit)
        return Werkitemlijst(werkitems=[_line(werkitem(row)) for row in rows])

    @api.get("/{item_id}", response_model=WerkitemDossier)
    async def get_werkitem(
        request: Request,
        item_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
    ) -> WerkitemDossier:
        """A work item with the melder's dossier; that you looked is noted."""
        shown = await _run(request, handlers.show, Act(item_id, caller.subject))
        if isinstance(shown, NotThere):
            raise ProblemError(404, "Dit werkitem is er niet")
        return _dossier(shown)

    @api.post("/{item_id}/claim", response_model=WerkitemRegel)
    async def claim_werkitem(
        request: Request,
        item_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
    ) -> WerkitemRegel:
        """Take a work item; 409 says who has it."""
        return _answer(await _run(request, handlers.claim, Act(item_id, caller.subject)))

    @api.post("/{item_id}/vrijgeven", response_model=WerkitemRegel)
    async def release_werkitem(
        request: Request,
        item_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
    ) -> WerkitemRegel:
        """Give a work item back."""
        return _answer(await _run(request, handlers.release, Act(item_id, caller.subject)))

    @api.post("/{item_id}/beslissing", response_model=WerkitemRegel)
    async def decide_werkitem(
        request: Request,
        item_id: UUID,
        beslissing: Beslissing,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
    ) -> WerkitemRegel:
        """Say what became of it: verteld, niet-bereikt (it opens again) or niet-nodig."""
        content = Decide(item_id, caller.subject, beslissing.besluit, beslissing.reden)
        return _answer(await _run(request, handlers.decide, content))

    return api


async def _run(request: Request, handle: Any, content: Act) -> Any:
    wiring: Wiring = request.app.state.wiring
    assert wiring.commands is not None, "the API has commands"
    return await wiring.commands.run(handle, content, request.headers.get("traceparent"))


def _answer(answer: Answer) -> WerkitemRegel:
    match answer:
        case Werkitem():
            return _line(answer)
        case NotThere():
            raise ProblemError(404, "Dit werkitem is er niet")
        case Taken(WerkitemState.AFGEHANDELD, who):
            raise ProblemError(409, "Dit werkitem is al afgehandeld", f"Door {who}.")
        case Taken(_, who):
            raise ProblemError(409, "Een ander heeft dit werkitem", f"Het is van {who}.")
        case NotPossible(field, reason):
            raise ProblemError(
                400,
                "De invoer klopt niet",
                "Verbeter de genoemde velden en stuur het bericht opnieuw.",
                [{"field": field, "detail": reason}],
            )


def _line(item: Werkitem) -> WerkitemRegel:
    return WerkitemRegel(**_fields(item))


def _fields(item: Werkitem) -> dict[str, Any]:
    return {
        "id": item.id,
        "versie": item.version,
        "kind": item.kind,
        "titel": item.title,
        "melding_id": item.about,
        "prioriteit": item.priority,
        "deadline": item.deadline,
        "state": item.state,
        "geclaimd_door": item.claimed_by,
        "besloten_door": item.decided_by,
        "besluit": item.decision,
        "reden": item.reason,
        "details": dict(item.details),
        "geopend_op": item.opened_at,
        "gewijzigd_op": item.changed_at,
    }


def _dossier(shown: Shown) -> WerkitemDossier:
    melder = None
    verteld = []
    if (dossier := shown.dossier) is not None:
        contact = shown.contact
        known = dossier.melder
        melder = MelderGegevens(
            nummer=dossier.nummer,
            soort=None if known is None else known.soort,
            naam=contact.naam,
            organisatie=contact.organisatie,
            email=contact.email,
            telefoon=contact.telefoon,
            proefbericht=known is not None and known.proefbericht,
        )
        verteld = [
            VerteldRegel(
                moment=moment, besluit=stand.verteld.besluit, weg=stand.weg, beleid=stand.beleid
            )
            for moment, stand in dossier.momenten.items()
            if stand.verteld is not None
        ]
    return WerkitemDossier(
        **_fields(shown.item),
        melder=melder,
        tekst=shown.tekst,
        verteld=verteld,
    )
