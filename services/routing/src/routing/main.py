"""The only place that wires routing."""

from __future__ import annotations

from fastapi import FastAPI
from vt_contracts.vocabulary import VOCABULARY
from vt_messaging.service import Service, Timer
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import PostgresItems

from routing.handlers.overdrachten import Overdrachten
from routing.handlers.reading import Reading
from routing.handlers.werkitems import Vragen
from routing.http import overdrachten_router, werkitems_router
from routing.postgres import PostgresDossierStore, PostgresRegistries
from routing.settings import RoutingSettings
from routing.subscriptions import routes

WATCH_EVERY = 1.0


def service(settings: RoutingSettings) -> Service:
    """Routing as the messaging library runs it."""
    store = PostgresDossierStore(Vault(settings.storage_key.get_secret_value(), VOCABULARY))
    overdrachten = Overdrachten(store, PostgresRegistries(), settings.terms(), settings.vragen_aan)
    vragen = Vragen(store, overdrachten, settings.vragen_aan)
    return Service(
        name="routing",
        title="Meldketen: routing",
        routes=lambda lane: routes(overdrachten, lane),
        routers=(
            werkitems_router(PostgresItems(), vragen),
            overdrachten_router(Reading(store)),
        ),
        timers=(Timer("termijnen", WATCH_EVERY, overdrachten.watch_time),),
    )


def create_app(settings: RoutingSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
