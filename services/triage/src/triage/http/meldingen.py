"""Triage's API: the work items of medewerkers, and the dossier of a melding."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from vt_messaging.unit import Unit
from vt_messaging.web import Traceparent, caller_with
from vt_messaging.work_items.api import work_item_router
from vt_messaging.work_items.domain import Item
from vt_messaging.work_items.handlers import WorkItems
from vt_messaging.work_items.store import ItemStore

from triage.handlers.dossiers import Dossiers, ReadDossier
from triage.handlers.herziening import DecideAnew, Herziening
from triage.handlers.werkitems import TriageBesluiten
from triage.http.answers import STAFF, run
from triage.http.models import BesluitForm, DossierModel, GenomenBesluit, HerzieningForm

NOT_THERE = "Deze melding is er niet"


def werkitems_router(items: ItemStore, besluiten: TriageBesluiten, dossiers: Dossiers) -> APIRouter:
    """The routes of `/v1/werkitems`."""

    async def shown(opened: Sequence[Item], unit: Unit) -> dict[UUID, DossierModel]:
        found = await dossiers.of_items(opened, unit)
        return {item_id: DossierModel.of(dossier) for item_id, dossier in found.items()}

    work = WorkItems(items, besluiten, shown)
    return work_item_router(work, roles=STAFF, forms=(BesluitForm,), dossier=DossierModel)


def dossiers_router(dossiers: Dossiers, herziening: Herziening) -> APIRouter:
    """The routes of `/v1/meldingen`."""
    api = APIRouter(prefix="/v1", tags=["triage"])

    @api.get("/meldingen/{melding_id}", response_model=DossierModel)
    async def get_dossier(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> DossierModel:
        """The dossier of a melding: as it came, and every decision. The reading is noted."""
        read = ReadDossier(melding_id, caller.subject)
        return DossierModel.of(
            await run(request, dossiers.read_dossiers, read, traceparent, NOT_THERE)
        )

    @api.post("/meldingen/{melding_id}/besluiten", status_code=201, response_model=GenomenBesluit)
    async def decide_anew(
        request: Request,
        melding_id: UUID,
        body: HerzieningForm,
        caller: caller_with(*STAFF),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> GenomenBesluit:
        """Decide a melding anew that was decided. 409 names who changed it since `versie`."""
        asked = DecideAnew(melding_id, body.versie, caller.subject, body.to_domain())
        return GenomenBesluit.of(
            await run(request, herziening.decide_anew, asked, traceparent, NOT_THERE)
        )

    return api
