"""The only place that wires triage."""

from __future__ import annotations

from fastapi import FastAPI
from vt_contracts.vocabulary import VOCABULARY
from vt_messaging.clock import system_clock
from vt_messaging.service import Service
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import PostgresItems

from triage.handlers.dossiers import Dossiers
from triage.handlers.koppelingen import Koppelingen
from triage.handlers.meldingen import TriageMeldingen
from triage.handlers.radar import Recognition
from triage.handlers.werkitems import TriageBesluiten
from triage.http import dossiers_router, koppelingen_router, werkitems_router
from triage.postgres import PostgresRadarStore, PostgresTriageStore
from triage.ruleset import load_valid
from triage.settings import TriageSettings
from triage.subscriptions import routes


def service(settings: TriageSettings) -> Service:
    """Triage as the messaging library runs it; it never starts on bad rules (RegelsetError)."""
    store = PostgresTriageStore()
    items = PostgresItems()
    vault = Vault(settings.storage_key.get_secret_value(), VOCABULARY)
    regelset = load_valid(settings.regelset_file, system_clock().date())
    radar_store = PostgresRadarStore()
    radar = Recognition(radar_store, store, vault, settings.radarbeleid)
    meldingen = TriageMeldingen(store, radar, items, vault, regelset)
    dossiers = Dossiers(store, vault)
    return Service(
        name="triage",
        title="Meldketen: triage",
        routes=lambda lane: routes(meldingen, lane),
        routers=(
            werkitems_router(items, TriageBesluiten(store, radar, vault), dossiers),
            dossiers_router(dossiers),
            koppelingen_router(Koppelingen(radar_store, store, items, vault, regelset)),
        ),
    )


def create_app(settings: TriageSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
