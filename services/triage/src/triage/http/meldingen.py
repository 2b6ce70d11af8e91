"""Triage's API: the work items of medewerkers, and the dossier of a melding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from vt_messaging.service import Wiring
from vt_messaging.unit import Unit
from vt_messaging.web import ProblemError, caller_with
from vt_messaging.work_items.api import work_item_router
from vt_messaging.work_items.domain import Item
from vt_messaging.work_items.handlers import WorkItems
from vt_messaging.work_items.store import ItemStore

from triage.handlers.dossiers import Dossiers, ReadDossier
from triage.handlers.werkitems import TriageBesluiten
from triage.http.models import BesluitForm, DossierModel

ROLES = ("triagist", "gedragswetenschapper")
Traceparent = Annotated[str | None, Header()]


def werkitems_router(items: ItemStore, besluiten: TriageBesluiten, dossiers: Dossiers) -> APIRouter:
    """The routes of `/v1/werkitems`."""

    async def shown(opened: Sequence[Item], unit: Unit) -> dict[UUID, DossierModel]:
        found = await dossiers.of_items(opened, unit)
        return {item_id: DossierModel.of(dossier) for item_id, dossier in found.items()}

    work = WorkItems(items, besluiten, shown)
    return work_item_router(work, roles=ROLES, forms=(BesluitForm,), dossier=DossierModel)


def dossiers_router(dossiers: Dossiers) -> APIRouter:
    """The routes of `/v1/meldingen`."""
    api = APIRouter(prefix="/v1", tags=["triage"])

    @api.get("/meldingen/{melding_id}", response_model=DossierModel)
    async def get_dossier(
        request: Request,
        melding_id: UUID,
        caller: caller_with(*ROLES),  # type: ignore[valid-type]
        traceparent: Traceparent = None,
    ) -> DossierModel:
        """The dossier of a melding: as it came, and every decision. The reading is noted."""
        wiring: Wiring = request.app.state.wiring
        assert wiring.commands is not None
        dossier = await wiring.commands.run(
            dossiers.read_dossiers, ReadDossier(melding_id, caller.subject), traceparent
        )
        if dossier is None:
            raise ProblemError(404, "Deze melding is er niet")
        return DossierModel.of(dossier)

    return api
