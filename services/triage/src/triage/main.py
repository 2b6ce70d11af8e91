"""The only place that wires triage."""

from __future__ import annotations

from fastapi import FastAPI
from vt_messaging.clock import system_clock
from vt_messaging.service import Service
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault

from triage.handlers.dossiers import Dossiers
from triage.handlers.meldingen import TriageMeldingen
from triage.handlers.werkitems import Werkitems
from triage.http import router
from triage.postgres import PostgresTriageStore
from triage.ruleset import load_valid
from triage.settings import TriageSettings
from triage.subscriptions import routes


def service(settings: TriageSettings) -> Service:
    """Triage as the messaging library runs it; it never starts on bad rules (RegelsetError)."""
    store = PostgresTriageStore()
    vault = Vault(settings.storage_key.get_secret_value())
    meldingen = TriageMeldingen(
        store, vault, load_valid(settings.regelset_file, system_clock().date())
    )
    return Service(
        name="triage",
        title="Meldketen: triage",
        routes=lambda lane: routes(meldingen, lane),
        routers=(router(Werkitems(store, vault), Dossiers(store, vault)),),
    )


def create_app(settings: TriageSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
