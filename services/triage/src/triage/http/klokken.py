"""The clocks of a melding: how they stand; suspend and resume them."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AwareDatetime
from vt_contracts.codes import Klok as Soort
from vt_contracts.contract import Gegevens, StrikteGegevens
from vt_messaging.web import Traceparent, caller_with
from vt_messaging.work_items.api import Reden

from triage.domain.klok import Gemeld, Klok, OpschortReden
from triage.handlers.klokken import Klokken, ReadKlokken, Resume, Suspend
from triage.http.answers import STAFF, run

NO_CLOCK = "Er loopt geen klok van deze soort voor deze melding"


class OpschortForm(StrikteGegevens):
    """Why a clock stands still: a code, and in words, which are kept sealed."""

    reden: OpschortReden
    toelichting: Reden


class HervatForm(StrikteGegevens):
    """Why a clock runs again, in words, which are kept sealed."""

    toelichting: Reden


class OpschortingModel(Gegevens):
    """A period in which a clock stood still."""

    van: AwareDatetime
    tot: AwareDatetime | None
    reden: OpschortReden
    door: str


class KlokModel(Gegevens):
    """A clock. While it is suspended its deadline is the one from before."""

    soort: Soort
    versie: int
    sinds: AwareDatetime
    deadline: AwareDatetime
    opgeschort: bool
    opschortingen: list[OpschortingModel]
    gemeld: Gemeld
    klaar_op: AwareDatetime | None

    @classmethod
    def of(cls, klok: Klok) -> KlokModel:
        return cls(
            soort=klok.soort,
            versie=klok.version,
            sinds=klok.sinds,
            deadline=klok.deadline,
            opgeschort=klok.opgeschort,
            opschortingen=[OpschortingModel(**p._asdict()) for p in klok.opschortingen],
            gemeld=klok.gemeld,
            klaar_op=klok.klaar_op,
        )


class KlokkenModel(Gegevens):
    """The clocks of a melding, the oldest first; done ones too."""

    klokken: list[KlokModel]


def klokken_router(klokken: Klokken) -> APIRouter:
    """The routes of `/v1/meldingen/{id}/klokken`."""
    api = APIRouter(prefix="/v1/meldingen/{melding_id}/klokken", tags=["klokken"])

    @api.get("", response_model=KlokkenModel)
    async def list_klokken(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> KlokkenModel:
        """The clocks of a melding. Shows no person that it is about."""
        read = ReadKlokken(melding_id, caller.subject)
        found = await run(request, klokken.read, read, traceparent, "Deze melding is er niet")
        return KlokkenModel(klokken=[KlokModel.of(klok) for klok in found])

    @api.post("/{soort}/opschorten", response_model=KlokModel)
    async def suspend_klok(
        request: Request,
        melding_id: UUID,
        soort: Soort,
        body: OpschortForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> KlokModel:
        """Suspend a running clock. 409 when it stands still already, or ran out."""
        asked = Suspend(melding_id, soort, caller.subject, body.reden, body.toelichting)
        return KlokModel.of(await run(request, klokken.suspend, asked, traceparent, NO_CLOCK))

    @api.post("/{soort}/hervatten", response_model=KlokModel)
    async def resume_klok(
        request: Request,
        melding_id: UUID,
        soort: Soort,
        body: HervatForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> KlokModel:
        """Let a suspended clock run again; its deadline moves."""
        asked = Resume(melding_id, soort, caller.subject, body.toelichting)
        return KlokModel.of(await run(request, klokken.resume, asked, traceparent, NO_CLOCK))

    return api
