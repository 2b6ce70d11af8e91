"""The only place that wires triage."""

from __future__ import annotations

from fastapi import FastAPI
from vt_contracts.vocabulary import VOCABULARY
from vt_messaging.clock import system_clock
from vt_messaging.service import Service, Timer
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import PostgresItems

from triage.handlers.afstemming import Afstemmingsoverleg
from triage.handlers.dossiers import Dossiers
from triage.handlers.herziening import Herziening
from triage.handlers.klokken import Klokken
from triage.handlers.koppelingen import Koppelingen
from triage.handlers.meldingen import TriageMeldingen
from triage.handlers.onderzoeken import Onderzoeken
from triage.handlers.radar import Recognition
from triage.handlers.werkitems import TriageBesluiten
from triage.handlers.zicht import ZichtOpVeiligheid
from triage.http import (
    afstemming_router,
    doorlooptijden_router,
    dossiers_router,
    klokken_router,
    koppelingen_router,
    onderzoeken_router,
    wachtlijsten_router,
    werkitems_router,
    zicht_router,
)
from triage.postgres import PostgresRadarStore, PostgresTriageStore
from triage.ruleset import load_valid
from triage.settings import TriageSettings
from triage.subscriptions import Handlers, routes

WATCH_EVERY, LOOK_EVERY = 5.0, 60.0
"""Seconds between looks at the clocks, and at overdrachten that nobody started."""


def service(settings: TriageSettings) -> Service:
    """Triage as the messaging library runs it; it never starts on bad rules (RegelsetError)."""
    store = PostgresTriageStore()
    items = PostgresItems()
    vault = Vault(settings.storage_key.get_secret_value(), VOCABULARY)
    termijnen = settings.termijnen()
    regelset = load_valid(settings.regelset_file, system_clock().date())
    radar_store = PostgresRadarStore()
    radar = Recognition(radar_store, store, vault, settings.radarbeleid)
    meldingen = TriageMeldingen(store, radar, items, vault, regelset, termijnen)
    klokken = Klokken(store, items, vault, termijnen, settings.overdracht_na)
    besluiten = TriageBesluiten(store, radar, vault, termijnen)
    dossiers = Dossiers(store, vault)
    return Service(
        name="triage",
        title="Meldketen: triage",
        routes=lambda lane: routes(Handlers(meldingen, klokken), lane),
        routers=(
            werkitems_router(items, besluiten, dossiers),
            dossiers_router(dossiers, Herziening(besluiten)),
            koppelingen_router(Koppelingen(radar_store, store, items, vault, regelset)),
            klokken_router(klokken),
            onderzoeken_router(Onderzoeken(store, vault, besluiten)),
            wachtlijsten_router(termijnen.kalender),
            doorlooptijden_router(termijnen),
            zicht_router(ZichtOpVeiligheid(store, vault)),
            afstemming_router(Afstemmingsoverleg(store, vault, settings.rooster())),
        ),
        timers=(
            Timer("klokken", WATCH_EVERY, klokken.watch_time),
            Timer("overdrachten", LOOK_EVERY, klokken.find_overdrachten),
        ),
    )


def create_app(settings: TriageSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
