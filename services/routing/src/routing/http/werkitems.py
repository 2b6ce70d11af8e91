"""The work items of routing: find them, claim them, look into the dossier, decide."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from vt_messaging.unit import Unit
from vt_messaging.work_items.api import work_item_router
from vt_messaging.work_items.domain import Item
from vt_messaging.work_items.handlers import WorkItems
from vt_messaging.work_items.store import ItemStore

from routing.handlers.werkitems import Vragen
from routing.http.forms import FORMS, MeldingOverdrachten, WerkitemDossier

STAFF = ("triagist", "gedragswetenschapper", "beheerder")


def werkitems_router(items: ItemStore, vragen: Vragen) -> APIRouter:
    """The routes of `/v1/werkitems`."""

    async def shown(opened: Sequence[Item], unit: Unit) -> dict[UUID, WerkitemDossier]:
        found = await vragen.dossiers(opened, unit)
        return {
            item_id: WerkitemDossier.model_construct(
                melding=besluit, routering=MeldingOverdrachten.of(dossier)
            )
            for item_id, (dossier, besluit) in found.items()
        }

    work = WorkItems(items, vragen, shown)
    return work_item_router(work, roles=STAFF, forms=FORMS, dossier=WerkitemDossier)
