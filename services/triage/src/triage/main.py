"""The only place that wires triage."""

from __future__ import annotations

import asyncpg
from fastapi import FastAPI
from vt_contracts.vocabulary import VOCABULARY
from vt_kalender import local_day
from vt_messaging.clock import Clock, system_clock
from vt_messaging.deliverer import Channel
from vt_messaging.service import Service, Timer
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import PostgresItems

from triage.handlers.acuut import AcuteMeldingen
from triage.handlers.afstemming import Afstemmingsoverleg
from triage.handlers.dossiers import Dossiers
from triage.handlers.herziening import Herziening
from triage.handlers.klokken import Klokken
from triage.handlers.koppelingen import Koppelingen
from triage.handlers.meldingen import TriageMeldingen
from triage.handlers.onderzoeken import Onderzoeken
from triage.handlers.radar import Recognition
from triage.handlers.verrijking import Verrijking
from triage.handlers.vragen import Beleid, Vragen
from triage.handlers.werkitems import TriageBesluiten
from triage.handlers.zicht import ZichtOpVeiligheid
from triage.http import (
    acute_meldingen_router,
    afstemming_router,
    doorlooptijden_router,
    dossiers_router,
    klokken_router,
    koppelingen_router,
    onderzoeken_router,
    verzoeken_router,
    wachtlijsten_router,
    werkitems_router,
    zicht_router,
)
from triage.oproep import CHANNEL
from triage.oproepdienst import OproepChannel
from triage.piketrooster import LiveRooster
from triage.postgres import (
    PostgresAcuutStore,
    PostgresOproepRows,
    PostgresRadarStore,
    PostgresTriageStore,
    PostgresVerzoekStore,
)
from triage.ruleset import load_versions
from triage.settings import TriageSettings
from triage.subscriptions import Consumers, routes
from triage.verrijkers import load_keys

WATCH_CLOCKS_EVERY, LOOK_FOR_OVERDRACHTEN_EVERY = 5.0, 60.0
WATCH_ACUTE_EVERY, WATCH_VERZOEKEN_EVERY = 5.0, 30.0


def service(settings: TriageSettings) -> Service:
    """Triage as the messaging library runs it; it never starts on bad rules (RegelsetError,
    PiketroosterError)."""
    store = PostgresTriageStore()
    items = PostgresItems()
    vault = Vault(settings.storage_key.get_secret_value(), VOCABULARY)
    termijnen = settings.termijnen()
    regelsets = load_versions(settings.regelset_file, local_day(system_clock()))
    radar_store = PostgresRadarStore()
    radar = Recognition(radar_store, store, vault, settings.radarbeleid)
    acute = AcuteMeldingen(
        PostgresAcuutStore(),
        items,
        LiveRooster(settings.piketrooster_file),
        settings.oproeptermijnen(),
    )
    verzoeken = PostgresVerzoekStore()
    beleid = Beleid(settings.verrijking_automatisch)
    vragen = Vragen(verzoeken, store, vault, load_keys(settings.party_keys_file), beleid)
    meldingen = TriageMeldingen(store, radar, items, vault, regelsets, acute, vragen, termijnen)
    verrijking = Verrijking(verzoeken, store, vault, meldingen)
    klokken = Klokken(store, items, vault, termijnen, settings.overdracht_na)
    besluiten = TriageBesluiten(store, radar, vault, termijnen)
    dossiers = Dossiers(store, verzoeken, vault)

    def channels(pool: asyncpg.Pool, clock: Clock) -> dict[str, Channel]:
        return {CHANNEL: OproepChannel(PostgresOproepRows(pool, clock), settings.provider())}

    return Service(
        name="triage",
        title="Meldketen: triage",
        routes=lambda lane: routes(Consumers(meldingen, acute, klokken, verrijking), lane),
        routers=(
            werkitems_router(items, besluiten, dossiers),
            dossiers_router(dossiers, Herziening(besluiten)),
            acute_meldingen_router(acute),
            verzoeken_router(vragen),
            koppelingen_router(Koppelingen(radar_store, store, items, vault, regelsets)),
            klokken_router(klokken),
            onderzoeken_router(Onderzoeken(store, vault, besluiten)),
            wachtlijsten_router(termijnen.kalender),
            doorlooptijden_router(termijnen),
            zicht_router(ZichtOpVeiligheid(store, vault)),
            afstemming_router(Afstemmingsoverleg(store, vault, settings.rooster())),
        ),
        timers=(
            Timer("klokken", WATCH_CLOCKS_EVERY, klokken.watch_time),
            Timer("overdrachten", LOOK_FOR_OVERDRACHTEN_EVERY, klokken.find_overdrachten),
            Timer("acuut", WATCH_ACUTE_EVERY, acute.watch),
            Timer("verrijking", WATCH_VERZOEKEN_EVERY, verrijking.watch),
        ),
        channels=channels,
    )


def create_app(settings: TriageSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
