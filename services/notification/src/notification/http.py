"""Notification's API: the tasks of medewerkers who reach melders by phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from vt_contracts.codes import MelderSoort
from vt_contracts.contract import Gegevens, StrikteGegevens
from vt_messaging.unit import Unit
from vt_messaging.work_items.api import Reden, work_item_router
from vt_messaging.work_items.domain import Item
from vt_messaging.work_items.handlers import WorkItems
from vt_messaging.work_items.store import ItemStore

from notification.domain.table import Vertelmoment, Weg
from notification.domain.werkitems import Beslissing, Uitkomst
from notification.handlers.werkitems import Belwerk, Task

STAFF = ("frontoffice", "triagist")


class UitkomstForm(StrikteGegevens):
    """What became of the task: verteld, niet-bereikt (it opens again) or niet-nodig."""

    besluit: Literal[Uitkomst.VERTELD, Uitkomst.NIET_BEREIKT, Uitkomst.NIET_NODIG]
    reden: Reden

    def to_domain(self) -> Beslissing:
        """The decision."""
        return Beslissing(self.besluit, self.reden)


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


class TaakDossier(Gegevens):
    """All that is needed to do a task; `tekst` is what may be said, and no more."""

    melder: MelderGegevens
    tekst: str | None
    verteld: list[VerteldRegel]


def werkitems_router(items: ItemStore, belwerk: Belwerk) -> APIRouter:
    """The routes of `/v1/werkitems`."""

    async def shown(opened: Sequence[Item], unit: Unit) -> dict[UUID, TaakDossier]:
        found = await belwerk.tasks(opened, unit)
        return {item_id: _dossier(task) for item_id, task in found.items()}

    work = WorkItems(items, belwerk, shown)
    return work_item_router(work, roles=STAFF, forms=(UitkomstForm,), dossier=TaakDossier)


def _dossier(task: Task) -> TaakDossier:
    dossier, contact = task.dossier, task.contact
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
    return TaakDossier(melder=melder, tekst=task.tekst, verteld=verteld)
