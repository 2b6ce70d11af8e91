"""What a batch look-up of the radar costs in real PostgreSQL with few and with many persons stored.

Both stores stand in one database and are asked in turn, with the same batches, so that what else the
machine does strikes both. A batch is a thousand mentions, seven in ten of somebody who is in both.
The look-up is all that triage does to say who it is: hash the keys, seek them, load and open the
dossiers of candidates, compare. What the seeking of keys alone takes is told beside it.
"""

from __future__ import annotations

import asyncio
import base64
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import asyncpg
import triage
from triage.domain.matching.keys import keys
from triage.domain.radar import Held
from triage.handlers.radar import Recognition
from triage.mentions import hashed
from triage.postgres import PostgresRadarStore, PostgresTriageStore
from triage.postgres.triages import TRIAGE
from vt_contracts.codes import Antwoord, Hoedanigheid, Kanaal, Urgentie
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_contracts.melding import Betrokkene, Signalen
from vt_contracts.vocabulary import VOCABULARY
from vt_local import LocalPlatform
from vt_messaging.migrations import migrate
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from bench.population import Mens, Population, Scribe

FEW, CHUNK, BATCH, BATCHES, TURNS = 10_000, 50_000, 1000, 10, 4
DEAREST = 1.3
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
VAULT = Vault(base64.b64encode(b"b" * 32).decode(), VOCABULARY)


def measure(many: int) -> tuple[float, list[str]]:
    """Loads both stores and measures; the ratio of the medians, and lines that say more."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        LocalPlatform(Path(folder) / "data", services=False) as platform,
    ):
        return asyncio.run(_measure(platform.admin_dsn, many))


class Timed(PostgresRadarStore):
    """The radar's store, noting what the seeking of keys alone takes."""

    def __init__(self) -> None:
        self.took = 0.0
        self.rows = 0

    async def held(self, unit: Unit, keys: Sequence[int], most: int) -> dict[int, Held]:
        began = time.perf_counter()
        found = await super().held(unit, keys, most)
        self.took = time.perf_counter() - began
        self.rows = sum(len(one.meldingen) for one in found.values())
        return dict(found)


async def _measure(dsn: str, many: int) -> tuple[float, list[str]]:
    random = Random(1)
    batches: list[list[MeldingOntvangenV1]] = []
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
    whole: dict[int, list[float]] = defaultdict(list)
    seeking: dict[int, list[float]] = defaultdict(list)
    rows: dict[int, int] = defaultdict(int)
    store = Timed()
    recognition = Recognition(store, PostgresTriageStore(), VAULT)
    for turn in range(TURNS + 1):
        for batch in batches:
            for size, connection in stores.items():
                unit = Unit(connection, AT, "bench")
                began = time.perf_counter()
                looked = await recognition.look(unit, batch, {})
                for melding in batch:
                    looked.kennis(melding)
                took = time.perf_counter() - began
                if turn:  # the first turn fills the caches of both
                    whole[size].append(took)
                    seeking[size].append(store.took)
                    rows[size] += store.rows
    lines = [
        f"look-up of {BATCH} mentions with {size} persons stored: "
        f"{1000 * statistics.median(whole[size]):.1f} ms, of which seeking keys "
        f"{1000 * statistics.median(seeking[size]):.1f} ms; "
        f"{rows[size] / len(whole[size]) / BATCH:.2f} rows per mention"
        for size in stores
    ]
    for connection in stores.values():
        await connection.close()
    pairs = zip(whole[FEW], whole[many], strict=True)
    return statistics.median(large / small for small, large in pairs), lines


def _chunks(many: int) -> Iterator[tuple[Population, Scribe]]:
    """Populations with a few strangers each, every BSN its own, until `many` are there."""
    for number in range(-(-many // CHUNK)):
        people = Population(CHUNK * 11 // 10, 77 + number, 10_000_000 + number * 80_000)
        yield people, Scribe(people, 7700 + number)


def _melding(said: dict[str, object]) -> MeldingOntvangenV1:
    """A zorgmelding about one person: it is held against what is stored, and not against its batch."""
    return MeldingOntvangenV1(
        melding_id=uuid.uuid4(),
        nummer="VT-2026-0000001-1",
        versie=1,
        kanaal=Kanaal.POLITIE,
        bron="bench",
        hoedanigheid=Hoedanigheid.POLITIE,
        ontvangen_op=AT,
        urgentie=Urgentie.REGULIER,
        signalen=Signalen(),
        huiselijk_geweld_of_kindermishandeling=Antwoord.NEE,
        betrokkenen=[Betrokkene.model_validate(said)],
    )


def _batch(
    random: Random, scribe: Scribe, stored: list[Mens], strangers: list[Mens]
) -> list[MeldingOntvangenV1]:
    people = (random.choice(stored if n % 10 < 7 else strangers) for n in range(BATCH))
    return [_melding(scribe.mention(scribe.later(person))) for person in people]


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
    """A melding about each: its keys, and its sealed dossier."""
    rows, kept = [], []
    for person in people:
        melding = _melding(scribe.mention(person))
        melding_id = melding.melding_id
        found = hashed(keys(melding.betrokkenen), VAULT.numbers)
        rows += [(key, melding_id) for key in found]
        written = melding.model_dump_json(by_alias=True, exclude_none=True).encode()
        kept.append(
            (
                melding_id, 1, "VT-2026-0000001-1", 1, "regulier", "besloten", "overdracht",
                "bench", "[]", "", "regels", AT, None, AT, None, False,
                VAULT.seal(written, melding_id.bytes),
            )
        )  # fmt: skip
    await connection.copy_records_to_table("staging", records=rows)
    await connection.copy_records_to_table("triage", records=kept, columns=list(TRIAGE.columns))


async def _number(connection: asyncpg.Connection) -> None:
    """Numbers the rows per key, and writes them in the order in which meldingen would come."""
    await connection.execute(
        "insert into radarsleutel select sleutel, "
        "row_number() over (partition by sleutel order by melding_id), melding_id "
        "from staging order by melding_id; drop table staging"
    )
    await connection.execute("vacuum analyze radarsleutel")
    await connection.execute("vacuum analyze triage")
