"""The only place that wires triage."""

from __future__ import annotations

import asyncpg
from fastapi import FastAPI
from vt_contracts.vocabulary import VOCABULARY
from vt_messaging.clock import Clock, system_clock
from vt_messaging.deliverer import Channel
from vt_messaging.service import Service, Timer
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import PostgresItems

from triage.domain.clocks import AMSTERDAM
from triage.handlers.acuut import AcuteMeldingen
from triage.handlers.dossiers import Dossiers
from triage.handlers.meldingen import TriageMeldingen
from triage.handlers.verrijking import Verrijking
from triage.handlers.vragen import Beleid, Vragen
from triage.handlers.werkitems import TriageBesluiten
from triage.http import acute_meldingen_router, dossiers_router, verzoeken_router, werkitems_router
from triage.oproep import CHANNEL
from triage.oproepdienst import OproepChannel
from triage.piketrooster import LiveRooster
from triage.postgres import (
    PostgresAcuutStore,
    PostgresOproepRows,
    PostgresTriageStore,
    PostgresVerzoekStore,
)
from triage.ruleset import load_versions
from triage.settings import TriageSettings
from triage.subscriptions import Consumers, routes
from triage.verrijkers import load_keys

WATCH_ACUTE_EVERY = 5.0
WATCH_VERZOEKEN_EVERY = 30.0


def service(settings: TriageSettings) -> Service:
    """Triage as the messaging library runs it; it never starts on bad rules (RegelsetError,
    PiketroosterError)."""
    today = system_clock().astimezone(AMSTERDAM).date()
    store = PostgresTriageStore()
    items = PostgresItems()
    vault = Vault(settings.storage_key.get_secret_value(), VOCABULARY)
    acute = AcuteMeldingen(
        PostgresAcuutStore(), items, LiveRooster(settings.piketrooster_file), settings.termijnen()
    )
    verzoeken = PostgresVerzoekStore()
    vragen = Vragen(
        verzoeken,
        store,
        vault,
        load_keys(settings.party_keys_file),
        Beleid(settings.verrijking_automatisch),
    )
    meldingen = TriageMeldingen(
        store, items, vault, load_versions(settings.regelset_file, today), acute, vragen
    )
    verrijking = Verrijking(verzoeken, store, vault, meldingen)
    dossiers = Dossiers(store, verzoeken, vault)

    def channels(pool: asyncpg.Pool, clock: Clock) -> dict[str, Channel]:
        return {CHANNEL: OproepChannel(PostgresOproepRows(pool, clock), settings.provider())}

    return Service(
        name="triage",
        title="Meldketen: triage",
        routes=lambda lane: routes(Consumers(meldingen, acute, verrijking), lane),
        routers=(
            werkitems_router(items, TriageBesluiten(store, vault), dossiers),
            dossiers_router(dossiers),
            acute_meldingen_router(acute),
            verzoeken_router(vragen),
        ),
        timers=(
            Timer("acuut", WATCH_ACUTE_EVERY, acute.watch),
            Timer("verrijking", WATCH_VERZOEKEN_EVERY, verrijking.watch),
        ),
        channels=channels,
    )


def create_app(settings: TriageSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
