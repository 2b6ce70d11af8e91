"""The only place that wires routing."""

from __future__ import annotations

from fastapi import FastAPI
from vt_messaging.service import Service, Timer
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault

from routing.handlers.overdrachten import Overdrachten
from routing.handlers.werkitems import Werkitems
from routing.http import overdrachten_router, werkitems_router
from routing.postgres import PostgresDossierStore, PostgresRegistries, PostgresWerkitemStore
from routing.settings import RoutingSettings
from routing.subscriptions import routes

WATCH_EVERY = 1.0


def service(settings: RoutingSettings) -> Service:
    """Routing as the messaging library runs it."""
    store = PostgresDossierStore(Vault(settings.storage_key.get_secret_value()))
    overdrachten = Overdrachten(store, PostgresRegistries(), settings.terms(), settings.vragen_aan)
    werkitems = Werkitems(PostgresWerkitemStore(), store, overdrachten, settings.vragen_aan)
    return Service(
        name="routing",
        title="Meldketen: routing",
        routes=lambda lane: routes(overdrachten, lane),
        routers=(werkitems_router(werkitems), overdrachten_router(werkitems)),
        timers=(Timer("termijnen", WATCH_EVERY, overdrachten.watch_time),),
    )


def create_app(settings: RoutingSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
