"""The six waiting lists, and zicht op veiligheid: who waits, and whom VT must contact.

They show no person: numbers and codes. A manager sees counts only.
"""

from __future__ import annotations

from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import AwareDatetime, Field
from vt_contracts.codes import Urgentie
from vt_contracts.contract import Gegevens, StrikteGegevens
from vt_kalender import Kalender
from vt_messaging.identity import Caller
from vt_messaging.service import Wiring
from vt_messaging.web import Traceparent, caller_with
from vt_messaging.work_items.api import Reden

from triage.domain.wachtlijsten import TITELS, borders
from triage.domain.zicht import STANDAARD, Afspraak, Wijze, Zicht
from triage.handlers.zicht import Agree, Contacted, ZichtOpVeiligheid
from triage.http.answers import STAFF, run
from triage.postgres.wachtlijsten import counted, waiting, zicht_counted, zicht_of

COUNTS = (*STAFF, "manager")
NOT_THERE = "Deze melding is er niet"
Most = Annotated[int, Query(ge=1, le=500)]


class Wachtlijst(Gegevens):
    """How many cases are on a waiting list."""

    nummer: int
    titel: str
    aantal: int


class Wachtlijsten(Gegevens):
    """The six waiting lists at this moment."""

    peildatum: AwareDatetime
    wachtlijsten: list[Wachtlijst]


class WachtendeZaak(Gegevens):
    """A case that waits."""

    melding_id: UUID
    nummer: str
    urgentie: Urgentie
    sinds: AwareDatetime
    deadline: AwareDatetime


class WachtlijstMetZaken(Wachtlijst):
    """A waiting list with its cases, the most urgent and then the longest waiting first."""

    peildatum: AwareDatetime
    zaken: list[WachtendeZaak]


class ZichtZaak(Gegevens):
    """A waiting case for whose safety VT answers; without `afgesprokenDoor` the default holds."""

    melding_id: UUID
    nummer: str
    urgentie: Urgentie
    verantwoordelijk_sinds: AwareDatetime
    dagen: int
    wijze: Wijze
    afgesproken_door: str | None
    laatste_contact_op: AwareDatetime | None
    volgend_contact_voor: AwareDatetime
    te_laat: bool


class ZichtModel(Gegevens):
    """Zicht op veiligheid at this moment; `zaken` not for who sees counts only."""

    peildatum: AwareDatetime
    aantal: int
    te_laat: int
    zaken: list[ZichtZaak] | None


class AfspraakForm(StrikteGegevens):
    """How often, in days, and in what manner VT keeps an eye on the safety, and why."""

    dagen: Annotated[int, Field(ge=1, le=28)]
    wijze: Wijze
    toelichting: Reden


class ContactForm(StrikteGegevens):
    """A moment of contact; words are kept sealed."""

    op: AwareDatetime
    wijze: Wijze
    toelichting: Reden


class AfspraakModel(Gegevens):
    """What was agreed (none: the default by urgency), and the last contact."""

    melding_id: UUID
    versie: int
    dagen: int | None
    wijze: Wijze | None
    afgesproken_door: str | None
    laatste_contact_op: AwareDatetime | None
    laatste_contact_door: str | None

    @classmethod
    def of(cls, zicht: Zicht) -> AfspraakModel:
        agreed = zicht.afspraak
        return cls(
            melding_id=zicht.melding_id,
            versie=zicht.version,
            dagen=None if agreed is None else agreed.dagen,
            wijze=None if agreed is None else agreed.wijze,
            afgesproken_door=zicht.afgesproken_door,
            laatste_contact_op=zicht.laatste_contact_op,
            laatste_contact_door=zicht.laatste_contact_door,
        )


def wachtlijsten_router(kalender: Kalender) -> APIRouter:
    """The routes of `/v1/wachtlijsten`."""
    api = APIRouter(prefix="/v1/wachtlijsten", tags=["wachtlijsten"])

    @api.get("", response_model=Wachtlijsten)
    async def list_wachtlijsten(
        request: Request,
        _caller: caller_with(*COUNTS),  # type: ignore[valid-type]
    ) -> Wachtlijsten:
        """How many cases are on each of the six waiting lists."""
        wiring: Wiring = request.app.state.wiring
        now = wiring.clock()
        counts = await counted(wiring.pool, borders(now, kalender))
        lists = [
            Wachtlijst(nummer=nummer, titel=titel, aantal=counts.get(nummer, 0))
            for nummer, titel in TITELS.items()
        ]
        return Wachtlijsten(peildatum=now, wachtlijsten=lists)

    @api.get("/{nummer}", response_model=WachtlijstMetZaken)
    async def get_wachtlijst(
        request: Request,
        nummer: Annotated[int, Path(ge=1, le=6)],
        _caller: caller_with(*STAFF),  # type: ignore[valid-type]
        limit: Most = 100,
    ) -> WachtlijstMetZaken:
        """The cases on a waiting list; `aantal` counts those beyond `limit` too."""
        wiring: Wiring = request.app.state.wiring
        now = wiring.clock()
        grenzen = borders(now, kalender)
        counts = await counted(wiring.pool, grenzen)
        found = await waiting(wiring.pool, grenzen, nummer, limit)
        return WachtlijstMetZaken(
            nummer=nummer,
            titel=TITELS[nummer],
            aantal=counts.get(nummer, 0),
            peildatum=now,
            zaken=[WachtendeZaak(**one._asdict()) for one in found],
        )

    return api


def zicht_router(zicht: ZichtOpVeiligheid) -> APIRouter:
    """The routes of `/v1/zicht-op-veiligheid`."""
    api = APIRouter(prefix="/v1/zicht-op-veiligheid", tags=["zicht op veiligheid"])

    @api.get("", response_model=ZichtModel)
    async def list_zicht(
        request: Request,
        caller: caller_with(*COUNTS),  # type: ignore[valid-type]
        alleen_te_laat: Annotated[bool, Query(alias="alleenTeLaat")] = False,
        limit: Most = 100,
    ) -> ZichtModel:
        """The waiting cases for whose safety VT answers, those that are overdue first."""
        wiring: Wiring = request.app.state.wiring
        now = wiring.clock()
        total, late = await zicht_counted(wiring.pool, now, STANDAARD)
        zaken = None
        if _sees_cases(caller):
            found = await zicht_of(
                wiring.pool, now, STANDAARD, overdue_only=alleen_te_laat, most=limit
            )
            zaken = [
                ZichtZaak(
                    dagen=one.afspraak.dagen,
                    wijze=one.afspraak.wijze,
                    **{name: value for name, value in one._asdict().items() if name != "afspraak"},
                )
                for one in found
            ]
        return ZichtModel(peildatum=now, aantal=total, te_laat=late, zaken=zaken)

    @api.post("/{melding_id}/afspraak", response_model=AfspraakModel)
    async def agree(
        request: Request,
        melding_id: UUID,
        body: AfspraakForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> AfspraakModel:
        """Agree how often and in what manner VT keeps an eye on the safety in a melding."""
        afspraak = Afspraak(body.dagen, body.wijze)
        asked = Agree(melding_id, caller.subject, afspraak, body.toelichting)
        return AfspraakModel.of(await run(request, zicht.agree, asked, traceparent, NOT_THERE))

    @api.post("/{melding_id}/contactmomenten", status_code=201, response_model=AfspraakModel)
    async def record_contact(
        request: Request,
        melding_id: UUID,
        body: ContactForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> AfspraakModel:
        """Record a moment of contact about the safety in a melding."""
        moment = body.op.astimezone(UTC)
        asked = Contacted(melding_id, caller.subject, moment, body.wijze, body.toelichting)
        return AfspraakModel.of(await run(request, zicht.contacted, asked, traceparent, NOT_THERE))

    return api


def _sees_cases(caller: Caller) -> bool:
    return not caller.roles.isdisjoint(STAFF)
