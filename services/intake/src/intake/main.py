"""The only place that wires intake."""

from __future__ import annotations

from fastapi import FastAPI
from vt_contracts.vocabulary import VOCABULARY
from vt_messaging.service import Service
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import PostgresItems

from intake.handlers import Intake
from intake.http import meldingen_router, werkitems_router
from intake.postgres import PostgresMeldingStore
from intake.settings import IntakeSettings
from intake.subscriptions import routes
from intake.vrije_tekst.lezen import Lezer
from intake.vrije_tekst.vangnet import load as load_vangnet
from intake.vrije_tekst.woordenlijst import load


def service(settings: IntakeSettings) -> Service:
    """Intake as the messaging library runs it; it never starts on a bad word list."""
    intake = Intake(
        PostgresMeldingStore(Vault(settings.storage_key.get_secret_value(), VOCABULARY)),
        Lezer(load(settings.woordenlijst_file), load_vangnet()).signals_in,
    )
    return Service(
        name="intake",
        title="Meldketen: intake",
        routes=lambda lane: routes(intake, lane),
        routers=(meldingen_router(intake), werkitems_router(PostgresItems())),
    )


def create_app(settings: IntakeSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
