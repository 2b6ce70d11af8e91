"""Adviesvragen: note one, make a melding of it, count them."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, Field
from vt_contracts.codes import Aanleiding, Hoedanigheid, Kanaal
from vt_contracts.contract import Gegevens, StrikteGegevens, Tekst
from vt_contracts.events.aanlevering import AanleveringTelefonischeMeldingV1
from vt_contracts.values import Gemeentecode
from vt_messaging.service import commands_of
from vt_messaging.web import ProblemError, Traceparent, caller_with

from intake.domain.adviesvraag import Adviesvraag, family_data_fault
from intake.domain.melding import Afzender
from intake.handlers.adviesvragen import Adviesvragen, BecameAnother, Become, Note, Read
from intake.handlers.letters import LetterOf, NotThere, OtherContent
from intake.http.answers import accepted_or_problem, key_used
from intake.http.bodies import json_body, parsed
from intake.http.meldingen import IdempotencyKey, Ontvangstbevestiging
from intake.http.reading import reading
from intake.http.senders import FRONTOFFICE
from intake.ports import Sent
from intake.postgres.adviesvragen import PostgresAdviesStore
from intake.translate.forms import Opgave

READERS = ("frontoffice", "triagist", "gedragswetenschapper")
COUNTERS = ("frontoffice", "manager", "beheerder")
NO_FAMILY = (
    "In een adviesvraag staat niets over een gezin. Wil de adviesvrager melden, maak er dan een "
    "melding van."
)


class AdviesvraagForm(StrikteGegevens):
    """Where the adviesvrager lives, as what they ask, about what kind of thing, and the advice.

    There is no field for a family, on purpose.
    """

    gemeentecode: Gemeentecode | None = None
    hoedanigheid: Hoedanigheid
    aanleiding: Annotated[list[Aanleiding], Field(max_length=9, default_factory=list)]
    advies: Annotated[Tekst, Field(min_length=1)]
    proefbericht: bool = False


class AdviesvraagRegel(Gegevens):
    """An adviesvraag as it is kept, until `bewaren_tot`."""

    id: UUID
    nummer: str
    gevraagd_op: AwareDatetime
    gemeentecode: str | None
    hoedanigheid: Hoedanigheid
    aanleiding: list[Aanleiding]
    advies: str
    gegeven_door: str
    proefbericht: bool
    melding_id: UUID | None
    bewaren_tot: AwareDatetime

    @classmethod
    def of(cls, vraag: Adviesvraag) -> AdviesvraagRegel:
        """What a medewerker reads of it."""
        return cls(
            id=vraag.id,
            nummer=vraag.nummer,
            gevraagd_op=vraag.gevraagd_op,
            gemeentecode=vraag.gemeente,
            hoedanigheid=vraag.hoedanigheid,
            aanleiding=list(vraag.aanleiding),
            advies=vraag.advies,
            gegeven_door=vraag.gegeven_door,
            proefbericht=vraag.proefbericht,
            melding_id=vraag.melding_id,
            bewaren_tot=vraag.bewaren_tot,
        )


class AdviesvraagBevestiging(Gegevens):
    """The adviesvraag is kept."""

    id: UUID
    nummer: str


class AantalAdviesvragen(Gegevens):
    """How many were asked in a period; codes with their number. Proefberichten do not count."""

    totaal: int
    werd_melding: int
    gemeente: dict[str, int]
    hoedanigheid: dict[str, int]
    aanleiding: dict[str, int]


def adviesvragen_router(adviesvragen: Adviesvragen, store: PostgresAdviesStore) -> APIRouter:
    """The routes of `/v1/adviesvragen`."""
    api = APIRouter(prefix="/v1", tags=["adviesvragen"])

    @api.post(
        "/adviesvragen",
        status_code=201,
        response_model=AdviesvraagBevestiging,
        openapi_extra=_body(AdviesvraagForm),
    )
    async def post_adviesvraag(
        request: Request,
        caller: caller_with(FRONTOFFICE),  # type: ignore[valid-type]
        idempotency_key: IdempotencyKey,
    ) -> JSONResponse:
        """Note an adviesvraag. Nothing about a family: no names, no BSN, no betrokkenen."""
        body = await json_body(request)
        try:
            form = parsed(AdviesvraagForm, body)
        except ProblemError as problem:
            problem.detail = f"{problem.detail} {NO_FAMILY}"
            raise
        if (fault := family_data_fault(form.advies)) is not None:
            raise ProblemError(
                400,
                "De invoer klopt niet",
                NO_FAMILY,
                [{"field": "advies", "detail": fault}],
            )
        note = Note(
            caller.subject,
            Sent(f"http:{caller.subject}", idempotency_key),
            form,
            hashlib.sha256(body).digest(),
        )
        noted = await commands_of(request).run(adviesvragen.note, note)
        if isinstance(noted, OtherContent):
            raise key_used()
        answer = AdviesvraagBevestiging(id=noted.id, nummer=noted.nummer)
        return JSONResponse(
            answer.model_dump(mode="json", by_alias=True),
            201,
            {"Location": f"/v1/adviesvragen/{noted.id}"},
        )

    @api.get("/adviesvragen/aantallen", response_model=AantalAdviesvragen)
    async def count(
        request: Request,
        _: caller_with(*COUNTERS),  # type: ignore[valid-type]
        van: Annotated[AwareDatetime, Query()],
        tot: Annotated[AwareDatetime, Query()],
    ) -> AantalAdviesvragen:
        """How many adviesvragen came in from `van` up to `tot`."""
        found = await reading(store.counts(request.app.state.wiring.pool, van, tot))
        return AantalAdviesvragen(
            totaal=found["totaal"][""],
            werd_melding=found["werd_melding"][""],
            gemeente=found.get("gemeente", {}),
            hoedanigheid=found.get("hoedanigheid", {}),
            aanleiding=found.get("aanleiding", {}),
        )

    @api.get("/adviesvragen/{adviesvraag_id}", response_model=AdviesvraagRegel)
    async def get_adviesvraag(
        request: Request,
        adviesvraag_id: UUID,
        caller: caller_with(*READERS),  # type: ignore[valid-type]
    ) -> AdviesvraagRegel:
        """An adviesvraag with the advice that was given; who reads it is noted."""
        vraag = await commands_of(request).run(
            adviesvragen.read, Read(adviesvraag_id, caller.subject)
        )
        if isinstance(vraag, NotThere):
            raise ProblemError(404, "Deze adviesvraag is er niet")
        return AdviesvraagRegel.of(vraag)

    @api.post(
        "/adviesvragen/{adviesvraag_id}/melding",
        status_code=202,
        response_model=Ontvangstbevestiging,
        openapi_extra=_body(AanleveringTelefonischeMeldingV1),
    )
    async def become_melding(
        request: Request,
        adviesvraag_id: UUID,
        caller: caller_with(FRONTOFFICE),  # type: ignore[valid-type]
        idempotency_key: IdempotencyKey,
        traceparent: Traceparent = None,
    ) -> JSONResponse:
        """The adviesvrager reports after all: the form of a call, once for each adviesvraag."""
        body = await json_body(request)
        opgave: Opgave = parsed(AanleveringTelefonischeMeldingV1, body)
        letter = LetterOf(
            Afzender(Kanaal.TELEFOON, Kanaal.TELEFOON.value, None, idempotency_key),
            Sent(f"http:{caller.subject}", idempotency_key),
            opgave,
            body,
        )
        answer = await commands_of(request).run(
            adviesvragen.become_meldingen, Become(adviesvraag_id, letter), traceparent
        )
        if isinstance(answer, BecameAnother):
            raise ProblemError(
                409, "Van deze adviesvraag is al een melding gemaakt", "Vul die melding aan."
            )
        accepted = accepted_or_problem(answer, "adviesvraag")
        return JSONResponse(
            Ontvangstbevestiging.of(accepted).model_dump(
                mode="json", by_alias=True, exclude_none=True
            ),
            202,
            {"Location": f"/v1/meldingen/{accepted.melding_id}/status"},
        )

    return api


def _body(form: type[StrikteGegevens]) -> dict[str, Any]:
    content = {"application/json": {"schema": form.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}
