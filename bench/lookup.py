"""What a batch look-up of the radar costs in real PostgreSQL with few and with many persons stored.

Both stores stand in one database and are asked in turn, with the same batches, so that what else the
machine does strikes both. A batch is a thousand mentions, one in five of somebody who is in both.
"""

from __future__ import annotations

import asyncio
import base64
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import triage
from triage.domain.matching.keys import keys
from triage.domain.radar import Radarbeleid
from triage.postgres import PostgresRadarStore
from vt_contracts.melding import Betrokkene
from vt_local import LocalPlatform
from vt_messaging.migrations import migrate
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from bench.population import Mens, Population, Scribe

FEW, CHUNK, BATCH, BATCHES, TURNS = 10_000, 50_000, 1000, 12, 5
DEAREST = 1.3
VAULT = Vault(base64.b64encode(b"b" * 32).decode())


def measure(many: int) -> tuple[float, list[str]]:
    """Loads both stores and measures; the ratio of the medians, and lines that say more."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        LocalPlatform(Path(folder) / "data", services=False) as platform,
    ):
        return asyncio.run(_measure(platform.admin_dsn, many))


async def _measure(dsn: str, many: int) -> tuple[float, list[str]]:
    random = Random(1)
    batches: list[list[int]] = []
    stores = {FEW: await _store(dsn, "radar_few"), many: await _store(dsn, "radar_many")}
    for number, (people, scribe) in enumerate(_chunks(many)):
        stored = people.people[:CHUNK]
        if number == 0:
            await _load(stores[FEW], scribe, stored[:FEW])
            batches = [
                _batch(random, scribe, stored[:FEW], people.people[CHUNK:]) for _ in range(BATCHES)
            ]
        await _load(stores[many], scribe, stored[: many - number * CHUNK])
    for connection in stores.values():
        await _number(connection)
    taken: dict[int, list[float]] = {size: [] for size in stores}
    found: dict[int, int] = dict.fromkeys(stores, 0)
    store, most = PostgresRadarStore(), Radarbeleid().kandidaten
    for turn in range(TURNS + 1):
        for batch in batches:
            for size, connection in stores.items():
                unit = Unit(connection, _NEVER, "bench")
                began = time.perf_counter()
                held = await store.held(unit, batch, most)
                if turn:  # the first turn fills the caches of both
                    taken[size].append(time.perf_counter() - began)
                    found[size] += sum(len(one.meldingen) for one in held.values())
    lines = [
        f"look-up of {BATCH} mentions with {size} persons stored: "
        f"{1000 * statistics.median(times):.1f} ms, "
        f"{found[size] / len(times) / BATCH:.2f} rows per mention"
        for size, times in taken.items()
    ]
    for connection in stores.values():
        await connection.close()
    ratio = statistics.median(
        large / small for small, large in zip(taken[FEW], taken[many], strict=True)
    )
    return ratio, lines


_NEVER: Any = None
"""The look-up reads no clock."""


def _chunks(many: int) -> Iterator[tuple[Population, Scribe]]:
    """Populations with a few strangers each, every BSN its own, until `many` are there."""
    for number in range(-(-many // CHUNK)):
        people = Population(CHUNK * 11 // 10, 77 + number, 10_000_000 + number * 80_000)
        yield people, Scribe(people, 7700 + number)


def _hashed(scribe: Scribe, person: Mens) -> list[int]:
    return VAULT.numbers(keys([Betrokkene.model_validate(scribe.mention(person))]))


def _batch(random: Random, scribe: Scribe, stored: list[Mens], strangers: list[Mens]) -> list[int]:
    asked: set[int] = set()
    for number in range(BATCH):
        person = random.choice(strangers if number % 5 else stored)
        asked.update(_hashed(scribe, scribe.later(person)))
    return sorted(asked)


async def _store(dsn: str, name: str) -> asyncpg.Connection:
    """A schema with triage's tables, and a connection to it."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(f"create role {name} login password '{name}'")
    await connection.execute(f"create schema {name} authorization {name}")
    await connection.execute(f"alter role {name} set search_path = {name}")
    database = await connection.fetchval("select current_database()")
    await connection.execute(f"grant connect on database {database} to {name}")
    await connection.close()
    own = dsn.split("@", 1)[1]
    folder = Path(triage.__file__).parent / "migrations"
    await asyncio.to_thread(migrate, name, folder, f"postgresql://{name}:{name}@{own}")
    connection = await asyncpg.connect(f"postgresql://{name}:{name}@{own}", command_timeout=600)
    await connection.execute(
        "set jit = off; create table staging (sleutel bigint, melding_id uuid)"
    )
    return connection


async def _load(connection: asyncpg.Connection, scribe: Scribe, people: list[Mens]) -> None:
    rows = []
    for person in people:
        melding_id = uuid.uuid4()
        rows += [(key, melding_id) for key in _hashed(scribe, person)]
    await connection.copy_records_to_table("staging", records=rows)


async def _number(connection: asyncpg.Connection) -> None:
    """Numbers the rows per key, and writes them in the order in which meldingen would come."""
    await connection.execute(
        "insert into radarsleutel select sleutel, "
        "row_number() over (partition by sleutel order by melding_id), melding_id "
        "from staging order by melding_id; drop table staging"
    )
    await connection.execute("vacuum analyze radarsleutel")
