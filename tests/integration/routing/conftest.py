"""Routing on real PostgreSQL: a role and schema of its own, with the region's registry."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio
import routing
from joserfc.jwk import ECKey
from pydantic import BaseModel, SecretStr
from routing.domain.terms import Terms
from routing.handlers.overdrachten import Overdrachten
from routing.postgres import PostgresDossierStore, PostgresRegistries
from routing.registry.command import registry_command
from routing.settings import RoutingSettings
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Rol, Urgentie, Vervolg
from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_contracts.melding import Adres, Betrokkene
from vt_contracts.parties import PARTIES
from vt_messaging import database
from vt_messaging.batches import Batches
from vt_messaging.commands import Command
from vt_messaging.metrics import Metrics
from vt_messaging.migrations import migrate
from vt_messaging.records import Incoming, Raw
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

PACKAGE = Path(routing.__file__).parent
REGION = PACKAGE / "registry" / "zuid-limburg.toml"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
STORAGE_KEY = "A" * 43 + "="
KEYS = {party: ECKey.generate_key("P-256", {"kid": f"{party}-1"}) for party in PARTIES}


@pytest.fixture
def party_keys() -> dict[str, ECKey]:
    """The secret key of every party."""
    return KEYS


@pytest_asyncio.fixture
async def routing_settings(engines: dict[str, Any], tmp_path: Path) -> RoutingSettings:
    """Settings on a new schema, migrated, without a registry yet."""
    name = f"routing_{uuid.uuid4().hex[:10]}"
    connection = await asyncpg.connect(engines["dsn"])
    await connection.execute(f"create role {name} login password '{name}'")
    await connection.execute(f"create schema {name} authorization {name}")
    await connection.execute(f"alter role {name} set search_path = {name}")
    grant = await connection.fetchval("select current_database()")
    await connection.execute(
        "select pg_advisory_xact_lock(7342);"  # grants at once on one database collide
        f'grant connect on database "{grant}" to {name}'
    )
    await connection.close()
    parts = urlsplit(engines["dsn"])
    host = parts.netloc.rpartition("@")[2]
    dsn = urlunsplit(parts._replace(netloc=f"{name}:{name}@{host}"))
    await asyncio.to_thread(migrate, name, PACKAGE / "migrations", dsn)
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({p: key.as_dict(private=False) for p, key in KEYS.items()}))
    given = {
        **engines["settings"],
        "database_dsn": SecretStr(dsn),
        "storage_key": SecretStr(STORAGE_KEY),
        "party_keys_file": keys,
        "role": "api",
    }
    return RoutingSettings(**given)


@dataclass
class Replica:
    """One process of routing without Kafka: its handlers, run as batches on the database."""

    pool: asyncpg.Pool
    batches: Batches
    overdrachten: Overdrachten
    time: Callable[[], datetime]
    offset: int = 0
    units: list[Unit] = field(default_factory=list)

    async def run(self, fill: Callable[[Unit], Awaitable[Any]]) -> Unit:
        async def filled(unit: Unit) -> None:
            await fill(unit)

        unit = await self.batches.write(filled)
        self.units.append(unit)
        return unit

    async def besluiten(self, *events: MeldingGetrieerdV1) -> Unit:
        batch = [self._record("melding.getrieerd.v1", event) for event in events]
        return await self.run(lambda unit: self.overdrachten.follow_besluiten(batch, unit))

    async def antwoorden(self, party: str, *events: BaseModel) -> Unit:
        topic = f"overdracht.{party}.antwoord.v1"
        batch = [self._record(topic, event) for event in events]
        return await self.run(lambda unit: self.overdrachten.take_answers(batch, unit))

    async def tick(self) -> Unit:
        self.offset += 1
        command: Command[None] = Command(None, 0, self.offset, None)
        return await self.run(lambda unit: self.overdrachten.watch_time([command], unit))

    def _record(self, topic: str, event: BaseModel) -> Incoming[Any]:
        self.offset += 1
        value = event.model_dump_json(by_alias=True).encode()
        raw = Raw(topic, 0, self.offset, None, value, (("ce_type", b"x"),), 0)
        envelope = Envelope(f"id-{self.offset}", "urn:x", "x", "application/json", None, None)
        return Incoming(raw, envelope, event, None)


@dataclass
class Platform:
    """Replicas on one database with one clock."""

    settings: RoutingSettings
    now: datetime = NOW
    pools: list[asyncpg.Pool] = field(default_factory=list)

    async def import_registry(self, path: Path = REGION, action: str = "import") -> int:
        return await asyncio.to_thread(registry_command, self.settings, [action, str(path)])

    async def replica(self) -> Replica:
        pool = await database.open_pool(self.settings.database_dsn.get_secret_value(), 4)
        self.pools.append(pool)
        stopping = asyncio.Event()
        batches = Batches(pool, lambda: self.now, "routing", Metrics("routing", "test"), stopping)
        handlers = Overdrachten(
            PostgresDossierStore(Vault(STORAGE_KEY)), PostgresRegistries(), Terms(), "VT"
        )
        # No source in the outbox may come twice, whichever replica wrote it.
        return Replica(pool, batches, handlers, lambda: self.now, 1_000_000 * len(self.pools))

    def pass_time(self, **later: float) -> None:
        self.now += timedelta(**later)


@pytest_asyncio.fixture
async def platform(routing_settings: RoutingSettings) -> AsyncIterator[Platform]:
    """A migrated database with the region's registry."""
    platform = Platform(routing_settings)
    assert await platform.import_registry() == 0
    yield platform
    for pool in platform.pools:
        await pool.close()


@pytest.fixture
def getrieerd() -> Callable[..., MeldingGetrieerdV1]:
    """Makes a decision of triage about a child in Maastricht."""

    def make(n: int = 1, **changes: Any) -> MeldingGetrieerdV1:
        postcode = changes.pop("postcode", "6211AB")
        fields: dict[str, Any] = {
            "melding_id": uuid.UUID(int=(7 << 76) | (2 << 62) | n), "nummer": f"VT-2026-{n:07d}-0",
            "versie": 1, "vervolg": Vervolg.OVERDRACHT, "urgentie": Urgentie.REGULIER,
            "ontvangen_op": NOW, "besloten_op": NOW, "besloten_door": "regels", "regelset": "1",
            "reden": "r", "toelichting": "Er was ruzie.",
            "betrokkenen": [
                Betrokkene(rol=Rol.KIND, voornamen="Sebastiaan", adres=Adres(postcode=postcode))
            ],
        }  # fmt: skip
        return MeldingGetrieerdV1(**(fields | changes))

    return make
