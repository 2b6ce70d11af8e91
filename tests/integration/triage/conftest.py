"""Triage's handlers and store on real PostgreSQL, in a schema of the test's own."""

from __future__ import annotations

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
import triage
from fastapi import FastAPI
from joserfc.jwk import ECKey
from triage.domain.acuut import Oproeptermijnen
from triage.domain.afstemming import Rooster
from triage.domain.klok import Termijnen
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
from triage.piketrooster import load as load_rooster
from triage.postgres import (
    PostgresAcuutStore,
    PostgresRadarStore,
    PostgresTriageStore,
    PostgresVerzoekStore,
)
from triage.ruleset import FOLDER, load_versions
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Aanleiding, Antwoord, Hoedanigheid, Kanaal, Rol, Urgentie
from vt_contracts.events.melding import MeldingOntvangenV1, PolitieGegevens
from vt_contracts.melding import Adres, Betrokkene, Signalen
from vt_contracts.parties import VERRIJKERS
from vt_contracts.vocabulary import VOCABULARY
from vt_messaging.batches import Batches
from vt_messaging.commands import Command
from vt_messaging.database import open_pool
from vt_messaging.identity import Caller, NotAuthenticatedError
from vt_messaging.metrics import Metrics
from vt_messaging.migrations import migrate
from vt_messaging.records import Incoming, Raw
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault
from vt_messaging.web import add_conventions
from vt_messaging.work_items.handlers import WorkItems
from vt_messaging.work_items.store import PostgresItems

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


KEYS = {partner: ECKey.generate_key("P-256", {"kid": partner}) for partner in VERRIJKERS}
"""The secret keys of those who can be asked."""
DSNS: dict[int, str] = {}
"""How each pool's schema is reached by a process of its own."""


@dataclass
class Service:
    """Triage as one process has it; `copy` gives another process on the same schema."""

    pool: asyncpg.Pool
    now: datetime = NOW
    store: PostgresTriageStore = field(default_factory=PostgresTriageStore)
    offset: int = 0
    termijnen: Termijnen = field(default_factory=Termijnen)

    def __post_init__(self) -> None:
        vault = Vault(base64.b64encode(b"k" * 32).decode(), VOCABULARY)
        self.batches = Batches(
            self.pool, lambda: self.now, "triage", Metrics("triage", "test"), asyncio.Event()
        )
        self.acute = AcuteMeldingen(
            PostgresAcuutStore(), PostgresItems(), load_rooster, Oproeptermijnen()
        )
        self.verzoeken = PostgresVerzoekStore()
        public = {p: json.dumps(key.as_dict(private=False)) for p, key in KEYS.items()}
        regelsets = load_versions(FOLDER)
        radar = Recognition(PostgresRadarStore(), self.store, vault)
        self.koppelingen = Koppelingen(
            PostgresRadarStore(), self.store, PostgresItems(), vault, regelsets
        )
        self.vragen = Vragen(self.verzoeken, self.store, vault, public, Beleid({}))
        self.meldingen = TriageMeldingen(
            self.store,
            radar,
            PostgresItems(),
            vault,
            regelsets,
            self.acute,
            self.vragen,
            self.termijnen,
        )
        self.besluiten = TriageBesluiten(self.store, radar, vault, self.termijnen)
        self.herziening = Herziening(self.besluiten)
        self.onderzoeken = Onderzoeken(self.store, vault, self.besluiten)
        self.zicht = ZichtOpVeiligheid(self.store, vault)
        self.overleg = Afstemmingsoverleg(self.store, vault, Rooster())
        self.klokken = Klokken(
            self.store, PostgresItems(), vault, self.termijnen, timedelta(hours=24)
        )
        self.werkitems = WorkItems(PostgresItems(), self.besluiten)
        self.dossiers = Dossiers(self.store, self.verzoeken, vault)
        self.verrijking = Verrijking(self.verzoeken, self.store, vault, self.meldingen)

    @property
    def dsn(self) -> str:
        return DSNS[id(self.pool)]

    def copy(self, first_offset: int) -> Service:
        return Service(self.pool, self.now, PostgresTriageStore(), first_offset)

    def records(self, *meldingen: MeldingOntvangenV1) -> list[Incoming[MeldingOntvangenV1]]:
        found = []
        for melding in meldingen:
            written = melding.model_dump_json(by_alias=True).encode()
            raw = Raw("melding.ontvangen.v1", 0, self.offset, None, written, (), 0)
            self.offset += 1
            envelope = Envelope("id", "source", "type", "application/json", None, None)
            found.append(Incoming(raw, envelope, melding, None))
        return found

    async def receive(self, *meldingen: MeldingOntvangenV1) -> Unit:
        """One batch, written as a lane would."""
        records = self.records(*meldingen)
        return await self.batches.write(lambda unit: self.meldingen.triage_meldingen(records, unit))

    async def run(
        self,
        handle: Callable[..., Awaitable[Sequence[Any]]],
        content: Any,
        traceparent: str | None = None,
    ) -> Any:
        """One command, written as the api role would; has the signature of `Commands.run`."""
        self.offset += 1
        command = Command(content, 0, self.offset, traceparent)
        answers: list[Any] = []

        async def fill(unit: Unit) -> None:
            answers[:] = await handle([command], unit)

        await self.batches.write(fill)
        return answers[0]

    async def tick(
        self, handle: Callable[..., Awaitable[Sequence[Any]]], now: datetime | None = None
    ) -> Unit:
        """A timer at this moment, as the api role would run it."""
        self.now = now or self.now
        self.offset += 1
        command = Command(None, 0, self.offset, None)

        async def fill(unit: Unit) -> None:
            await handle([command], unit)

        return await self.batches.write(fill)

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]:
        found: list[asyncpg.Record] = await self.pool.fetch(query, *args)
        return found


@pytest.fixture
async def pool(engines: dict[str, Any]) -> AsyncIterator[asyncpg.Pool]:
    """A role with a schema of its own, migrated as in production."""
    name = f"triage{uuid.uuid4().hex[:10]}"
    admin = await asyncpg.connect(engines["dsn"])
    await admin.execute(f"create role {name} login password '{name}'")
    await admin.execute(f"grant {name} to current_user")
    await admin.execute(f"create schema {name} authorization {name}")
    await admin.execute(f"alter role {name} set search_path = {name}")
    database = await admin.fetchval("select current_database()")
    await admin.execute(
        "select pg_advisory_xact_lock(7342);"  # grants at once on one database collide
        f"grant connect on database {database} to {name}"
    )
    place = urlsplit(engines["dsn"])
    dsn = f"postgresql://{name}:{name}@{place.hostname}:{place.port}/{database}"
    folder = Path(triage.__file__).parent / "migrations"
    await asyncio.to_thread(migrate, name, folder, dsn)
    opened = await open_pool(dsn, 6)
    DSNS[id(opened)] = dsn
    yield opened
    # Role and schema go with the engines: revoking a right collides with autovacuum now and then.
    await opened.close()
    await admin.close()


@pytest.fixture
def partner_keys() -> dict[str, ECKey]:
    return KEYS


@pytest.fixture
def service(pool: asyncpg.Pool) -> Service:
    return Service(pool)


class Verifier:
    """Tokens are `subject:role`."""

    async def verify(self, authorization: str | None) -> Caller:
        if authorization is None:
            raise NotAuthenticatedError("stuur een token mee")
        subject, role = authorization.removeprefix("Bearer ").split(":")
        return Caller(subject, frozenset({role}))


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """The API, its commands on the test's own schema."""
    app = FastAPI()
    add_conventions(app)
    app.include_router(werkitems_router(PostgresItems(), service.besluiten, service.dossiers))
    app.include_router(dossiers_router(service.dossiers, service.herziening))
    app.include_router(verzoeken_router(service.vragen))
    app.include_router(acute_meldingen_router(service.acute))
    app.include_router(koppelingen_router(service.koppelingen))
    app.include_router(onderzoeken_router(service.onderzoeken))
    app.include_router(doorlooptijden_router(service.termijnen))
    app.include_router(wachtlijsten_router(service.termijnen.kalender))
    app.include_router(zicht_router(service.zicht))
    app.include_router(afstemming_router(service.overleg))
    app.include_router(klokken_router(service.klokken))
    app.state.verifier = Verifier()
    app.state.wiring = SimpleNamespace(
        commands=service, pool=service.pool, clock=lambda: service.now
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://triage",
        headers={"Authorization": "Bearer tri-1:triagist"},
    ) as found:
        yield found


@pytest.fixture
def make() -> Callable[..., MeldingOntvangenV1]:
    """A melding about HG or KM without danger now, unless changed."""

    def melding(number: int = 1, versie: int = 1, **changes: Any) -> MeldingOntvangenV1:
        signalen = changes.pop("signalen", {"gevaar_op_dit_moment": "nee"})
        adres = Adres(postcode="6211AB", huisnummer=str(number))
        bsn = changes.pop("bsn", None)
        content: dict[str, Any] = {
            "melding_id": uuid.UUID(int=number),
            "nummer": f"VT-2026-{number:07d}-1",
            "versie": versie,
            "kanaal": Kanaal.PROFESSIONAL,
            "bron": "jgz-zuid-limburg",
            "hoedanigheid": Hoedanigheid.JEUGDGEZONDHEIDSZORG,
            "ontvangen_op": NOW,
            "urgentie": Urgentie.REGULIER,
            "signalen": Signalen.model_validate(signalen),
            "huiselijk_geweld_of_kindermishandeling": Antwoord.JA,
            "aanleiding": [Aanleiding.KINDERMISHANDELING_ANDERS],
            "toelichting": "Het kind van Jansen is bang.\x00",
            "betrokkenen": [Betrokkene(rol=Rol.KIND, bsn=bsn, geslachtsnaam="Jansen", adres=adres)],
        }
        return MeldingOntvangenV1(**(content | changes))

    return melding


@pytest.fixture
def zorg(make: Callable[..., MeldingOntvangenV1]) -> Callable[..., MeldingOntvangenV1]:
    """A police zorgmelding without HG or KM."""

    def melding(number: int = 1, versie: int = 1, **changes: Any) -> MeldingOntvangenV1:
        content: dict[str, Any] = {
            "kanaal": Kanaal.POLITIE,
            "bron": "politie-limburg",
            "hoedanigheid": Hoedanigheid.POLITIE,
            "huiselijk_geweld_of_kindermishandeling": Antwoord.NEE,
            "aanleiding": [],
            "toelichting": "",
            "politie": PolitieGegevens(incidentnummer="PL-1", mutatie="Verward persoon."),
        }
        return make(number, versie, **(content | changes))

    return melding
