"""Makes the vocabulary that dossiers are compressed with, from meldingen of simulated days.

`python -m bench.train_vocabulary FILE` writes a zstd dictionary of the words that every melding has:
names of fields, codes, ordinary phrases. What was released is never made anew, because what is
sealed with it could not be opened again: a new one gets a new file and a new version byte in `Vault`.
"""

from __future__ import annotations

import asyncio
import base64
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import zstandard
from intake.main import service as intake_service
from intake.settings import IntakeSettings
from triage.main import service as triage_service
from triage.settings import TriageSettings
from vt_contracts.topics import MELDING_ONTVANGEN, aanlevering
from vt_demo.scenario import POLITIE, day
from vt_messaging.records import Incoming, Outgoing, Raw
from vt_messaging.routes import Route
from vt_messaging.tracing import Tracing
from vt_messaging.unit import Unit

BYTES = 8192
MELDINGEN = 1500
KEY = base64.b64encode(bytes(32)).decode()


class _Empty:
    """A database that knows nothing."""

    async def fetch(self, query: str, *arguments: Any) -> list[tuple[int]]:
        """Numbers where numbers are asked for, else no rows."""
        return [(n,) for n in range(1, arguments[0] + 1)] if "nextval" in query else []


async def handled(route: Route, raws: list[Raw]) -> list[Outgoing]:
    """What a service emits on these records."""
    unit = Unit(_Empty(), datetime.now(UTC), "training")
    parsed = [route.parse(raw, Tracing("training")) for raw in raws]
    await route.handle([item for item in parsed if isinstance(item, Incoming)], unit)
    return unit.outgoing


async def samples() -> list[bytes]:
    """What partners send, and what intake and triage make of it."""
    [aanleveringen, _] = intake_service(IntakeSettings(storage_key=KEY)).routes("regulier")
    [ontvangen] = triage_service(TriageSettings(storage_key=KEY)).routes("regulier")
    sent = [
        Raw(aanlevering(b.kanaal), 0, n, None, b.record.value, tuple(b.record.headers), 0)
        for n, b in enumerate(day(MELDINGEN, seed=1, run="t", seconds=60, start=datetime.now(UTC)))
        if b.record is not None and b.kanaal in POLITIE
    ]
    received = await handled(aanleveringen, sent)
    triaged = await handled(
        ontvangen,
        [
            Raw(e.topic, 0, n, e.key, e.value, tuple(e.headers("urn:x")), 0)
            for n, e in enumerate(received)
            if e.topic == MELDING_ONTVANGEN
        ],
    )
    emitted = [event.value for event in (*received, *triaged)]
    return [raw.value for raw in sent if raw.value is not None] + emitted


if __name__ == "__main__":
    dictionary = zstandard.train_dictionary(BYTES, asyncio.run(samples()), level=3)
    Path(sys.argv[1]).write_bytes(dictionary.as_bytes())
