"""The only place that wires notification."""

from __future__ import annotations

import asyncpg
from fastapi import FastAPI
from vt_contracts.vocabulary import VOCABULARY
from vt_messaging.clock import Clock
from vt_messaging.deliverer import Channel
from vt_messaging.service import Service
from vt_messaging.service import create_app as create_service_app
from vt_messaging.vault import Vault
from vt_messaging.work_items.store import PostgresItems

from notification import policy
from notification.handlers.telling import MAIL_CHANNEL, Notification
from notification.handlers.werkitems import Belwerk
from notification.http import werkitems_router
from notification.mail_rows import PostgresMailRows
from notification.postgres import PostgresDossierStore
from notification.settings import NotificationSettings
from notification.smtp import MailChannel, Relay
from notification.subscriptions import routes
from notification.wording import Texts


def service(settings: NotificationSettings) -> Service:
    """Notification as the messaging library runs it.

    Raises PolicyError or TextError: a table or text that cannot be used never starts.
    """
    beleid = policy.load(settings.policy_file or policy.DEFAULT)
    texts = Texts()
    texts.check(beleid)
    store = PostgresDossierStore(Vault(settings.storage_key.get_secret_value(), VOCABULARY))
    notification = Notification(store, beleid, texts, mail_from=settings.mail_from)
    relay = Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        starttls=settings.smtp_starttls,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
        timeout=settings.smtp_timeout,
    )

    def channels(pool: asyncpg.Pool, clock: Clock) -> dict[str, Channel]:
        return {MAIL_CHANNEL: MailChannel(PostgresMailRows(pool, clock), relay)}

    return Service(
        name="notification",
        title="Meldketen: notification",
        routes=lambda lane: routes(notification, lane),
        routers=(werkitems_router(PostgresItems(), Belwerk(store, beleid, texts)),),
        channels=channels,
    )


def create_app(settings: NotificationSettings) -> FastAPI:
    """The ASGI application in the role that the settings name."""
    return create_service_app(service(settings), settings)
