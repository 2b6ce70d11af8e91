"""How many triages, onderzoeken and overdrachten ended on time, beside the norms. Counts only."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from vt_contracts.codes import Klok as Soort
from vt_contracts.contract import Gegevens
from vt_kalender import end_of_day
from vt_messaging.service import Wiring
from vt_messaging.web import caller_with

from triage.domain.klok import Termijnen
from triage.http.answers import STAFF
from triage.postgres.doorlooptijden import ended


class Doorlooptijd(Gegevens):
    """What ended in a period; `norm` is the percentage that must be on time."""

    soort: Soort
    norm: int
    aantal: int
    op_tijd: int


class Doorlooptijden(Gegevens):
    """From the first day until and with the last."""

    van: date
    tot_en_met: date
    doorlooptijden: list[Doorlooptijd]


def doorlooptijden_router(termijnen: Termijnen) -> APIRouter:
    """The route of `/v1/doorlooptijden`."""
    api = APIRouter(prefix="/v1/doorlooptijden", tags=["wachtlijsten"])

    @api.get("", response_model=Doorlooptijden)
    async def get_doorlooptijden(
        request: Request,
        van: date,
        tot_en_met: Annotated[date, Query(alias="totEnMet")],
        _caller: caller_with(*STAFF, "manager"),  # type: ignore[valid-type]
    ) -> Doorlooptijden:
        """What ended from `van` until and with `tot_en_met`, and how much of it on time."""
        wiring: Wiring = request.app.state.wiring
        begin = end_of_day(van - timedelta(days=1))
        found = await ended(wiring.pool, begin, end_of_day(tot_en_met))
        return Doorlooptijden(
            van=van,
            tot_en_met=tot_en_met,
            doorlooptijden=[
                Doorlooptijd(
                    soort=soort,
                    norm=termijnen.normen[soort].op_tijd,
                    aantal=counts.aantal,
                    op_tijd=counts.op_tijd,
                )
                for soort, counts in found.items()
            ],
        )

    return api
