"""The only place that wires intake."""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI
from vt_contracts.vocabulary import VOCABULARY
from vt_messaging.service import Service
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import PostgresItems

from intake.handlers.aanvullingen import Aanvullingen
from intake.handlers.adviesvragen import Adviesvragen
from intake.handlers.meldingen import Intake
from intake.http import (
    aanvullingen_router,
    adviesvragen_router,
    meldingen_router,
    opzoekingen_router,
    werkitems_router,
)
from intake.http.limiting import SenderLimits
from intake.postgres import Opzoekingen, PostgresAdviesStore, PostgresMeldingStore
from intake.settings import IntakeSettings
from intake.subscriptions import routes
from intake.vrije_tekst.lezen import Lezer
from intake.vrije_tekst.vangnet import load as load_vangnet
from intake.vrije_tekst.woordenlijst import load


def service(settings: IntakeSettings) -> Service:
    """Intake as the messaging library runs it; it never starts on a bad word list."""
    vault = Vault(settings.storage_key.get_secret_value(), VOCABULARY)
    store = PostgresMeldingStore(vault)
    signals_in = Lezer(load(settings.woordenlijst_file), load_vangnet()).signals_in
    intake = Intake(store, signals_in, timedelta(days=settings.late_entry_days))
    advies = PostgresAdviesStore(vault)
    adviesvragen = Adviesvragen(
        advies, store, intake, timedelta(days=settings.advies_retention_days)
    )
    limits = SenderLimits(settings.limiet())
    return Service(
        name="intake",
        title="Meldketen: intake",
        routes=lambda lane: routes(intake, lane),
        routers=(
            meldingen_router(intake, limits),
            aanvullingen_router(Aanvullingen(store, signals_in), limits),
            adviesvragen_router(adviesvragen, advies),
            opzoekingen_router(Opzoekingen(vault), limits),
            werkitems_router(PostgresItems()),
        ),
    )


def create_app(settings: IntakeSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
