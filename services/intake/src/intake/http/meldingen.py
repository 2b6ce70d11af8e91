"""Intake's API: send a melding, ask what became of it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime
from vt_contracts.codes import Kanaal, Moment, Urgentie, Vervolg
from vt_contracts.contract import Gegevens
from vt_contracts.melding import Bevinding
from vt_messaging.service import Wiring, commands_of
from vt_messaging.web import ProblemError, Traceparent, caller_with
from vt_messaging.work_items.api import work_item_router
from vt_messaging.work_items.handlers import WorkItems
from vt_messaging.work_items.store import ItemStore

from intake.domain.melding import Afzender
from intake.handlers.letters import Accepted, Letter
from intake.handlers.meldingen import Intake
from intake.http.answers import accepted_or_problem
from intake.http.bodies import json_body, parsed
from intake.http.limiting import SenderLimits
from intake.http.reading import reading
from intake.http.senders import FRONTOFFICE, GEMEENTE, PARTNER, sender_of
from intake.ports import Sent
from intake.translate.forms import FORMS, answered_acute

STAFF = ("frontoffice", "triagist", "gedragswetenschapper", "beheerder")
SETTLERS = ("beheerder", "triagist", "frontoffice")
"""Who sees and closes what intake set apart."""

IdempotencyKey = Annotated[str, Header(min_length=8, max_length=100, pattern=r"^[\x21-\x7e]+$")]
"""The client's own name for what it sends; the same again is harmless."""


class Ontvangstbevestiging(Gegevens):
    """The melding is kept: its number, its urgency, and odd details that were set apart.

    `opzoekcode` is for an anonymous citizen to write down: it is shown this once.
    """

    melding_id: UUID
    nummer: str
    urgentie: Urgentie
    bevindingen: list[Bevinding]
    opzoekcode: str | None = None

    @classmethod
    def of(cls, accepted: Accepted) -> Ontvangstbevestiging:
        """What a sender hears of the melding that was kept."""
        return cls(
            melding_id=accepted.melding_id,
            nummer=accepted.nummer,
            urgentie=accepted.urgentie,
            bevindingen=list(accepted.bevindingen),
            opzoekcode=accepted.opzoekcode,
        )


class StatusRegel(Gegevens):
    """The last fact that one service told."""

    schrijver: str
    moment: Moment
    op: AwareDatetime
    vervolg: Vervolg | None
    partij: str | None


class MeldingStatus(Gegevens):
    """Where a melding is now; codes and moments, no persons."""

    melding_id: UUID
    nummer: str
    ontvangen_op: AwareDatetime
    urgentie: Urgentie
    moment: Moment
    stand: list[StatusRegel]


def werkitems_router(items: ItemStore) -> APIRouter:
    """The routes of `/v1/werkitems`: messages set apart, and answers that were not delivered."""
    return work_item_router(WorkItems(items), roles=SETTLERS)


def meldingen_router(intake: Intake, limits: SenderLimits) -> APIRouter:
    """The routes of `/v1/meldingen`."""
    api = APIRouter(prefix="/v1", tags=["meldingen"])

    @api.post(
        "/meldingen",
        status_code=202,
        response_model=Ontvangstbevestiging,
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"oneOf": [f.model_json_schema() for f in FORMS.values()]}
                    }
                },
            }
        },
    )
    async def post_melding(
        request: Request,
        caller: caller_with(FRONTOFFICE, PARTNER, GEMEENTE),  # type: ignore[valid-type]
        idempotency_key: IdempotencyKey,
        traceparent: Traceparent = None,
    ) -> JSONResponse:
        """Send a melding. 202 only after it is kept durably; the same key again is harmless.

        The form follows from who calls: a medewerker (telefoon), police, a professional, the
        citizens' website, a procesregisseur (of a gemeente too), another region.
        """
        wiring: Wiring = request.app.state.wiring
        sender = sender_of(caller)
        body = await json_body(request)
        try:
            opgave = parsed(FORMS[sender.kanaal], body)
        except ProblemError:
            limits.take(sender.name, wiring.clock())
            raise
        # What is acute is never refused for haste, whoever sends it.
        if not answered_acute(opgave):
            limits.take(sender.name, wiring.clock())
        letter = Letter(
            Afzender(sender.kanaal, sender.bron, sender.partner, idempotency_key),
            Sent(sender.name, idempotency_key),
            opgave,
            body,
        )
        accepted = await commands_of(request).run(intake.accept_posts, letter, traceparent)
        answer = Ontvangstbevestiging.of(accepted_or_problem(accepted))
        return JSONResponse(
            answer.model_dump(mode="json", by_alias=True, exclude_none=True),
            202,
            {"Location": f"/v1/meldingen/{answer.melding_id}/status"},
        )

    @api.get("/meldingen/{melding_id}/status", response_model=MeldingStatus)
    async def get_status(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*STAFF, PARTNER),  # type: ignore[valid-type]
    ) -> MeldingStatus:
        """Where a melding is now. A partner sees only its own meldingen."""
        if caller.partner is not None and sender_of(caller).kanaal is Kanaal.BURGER:
            raise ProblemError(403, "Geen toegang", "Vraag de stand op met /v1/opzoekingen.")
        wiring: Wiring = request.app.state.wiring
        melding = await reading(
            wiring.pool.fetchrow(
                "select nummer, ontvangen_op, urgentie, bron from melding where id = $1",
                melding_id,
            )
        )
        partner = caller.partner
        if melding is None or (partner is not None and melding["bron"] != partner):
            raise ProblemError(404, "Deze melding is er niet")
        rows = await reading(
            wiring.pool.fetch(
                "select schrijver, moment, op, urgentie, vervolg, partij from melding_status "
                "where melding_id = $1 order by op, schrijver",
                melding_id,
            )
        )
        stand = [
            StatusRegel(
                schrijver=r["schrijver"],
                moment=Moment(r["moment"]),
                op=r["op"],
                vervolg=None if r["vervolg"] is None else Vervolg(r["vervolg"]),
                partij=r["partij"],
            )
            for r in rows
        ]
        urgentie = Urgentie(melding["urgentie"])
        for row in rows:
            urgentie = urgentie.raised_to(Urgentie(row["urgentie"]))
        return MeldingStatus(
            melding_id=melding_id,
            nummer=melding["nummer"],
            ontvangen_op=melding["ontvangen_op"],
            urgentie=urgentie,
            moment=stand[-1].moment if stand else Moment.ONTVANGEN,
            stand=stand,
        )

    return api
