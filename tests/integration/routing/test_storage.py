"""The handlers on real PostgreSQL: what is written, what is sealed, and who wins."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from typing import Any

import pytest
from joserfc import jwe
from routing.postgres import PostgresDossierStore
from vt_contracts.codes import Urgentie, WeigerReden
from vt_contracts.events.overdracht import (
    OverdrachtAangebodenV1,
    OverdrachtGeaccepteerdV1,
    OverdrachtGeweigerdV1,
)
from vt_messaging.packing import unpack
from vt_messaging.records import Outgoing
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

pytestmark = pytest.mark.integration


async def statuses(replica: Any) -> list[dict[str, Any]]:
    """Everything in the outbox, as a reader of the topic sees it."""
    rows = await replica.pool.fetch("select events from outbox")
    return [json.loads(event.value) for row in rows for event in unpack(row["events"])]


async def moments(replica: Any) -> Counter[str]:
    return Counter(status["moment"] for status in await statuses(replica))


async def offered(replica: Any) -> list[Outgoing]:
    rows = await replica.pool.fetch("select events from delivery")
    return [event for row in rows for event in unpack(row["events"])]


async def test_a_batch_of_offers_and_their_answers(
    platform: Any, getrieerd: Any, party_keys: Any
) -> None:
    replica = await platform.replica()
    await replica.besluiten(*(getrieerd(n) for n in range(1, 201)))
    offers = [
        OverdrachtAangebodenV1.model_validate_json(
            jwe.decrypt_compact(
                event.value, party_keys["gm0935"], algorithms=["ECDH-ES+A256KW", "A256GCM"]
            ).plaintext
        )
        for event in await offered(replica)
    ]
    assert len({offer.melding_id for offer in offers}) == 200
    await replica.antwoorden(
        "gm0935",
        *(
            OverdrachtGeaccepteerdV1(overdracht_id=offer.overdracht_id, door="Robin")
            for offer in offers
        ),
    )
    counts = dict(await replica.pool.fetch("select state, count(*) from overdracht group by state"))
    assert counts == {"geaccepteerd": 200}
    assert await moments(replica) == {"aangeboden": 200, "geaccepteerd": 200}


async def test_what_is_said_of_people_is_sealed(platform: Any, getrieerd: Any) -> None:
    replica = await platform.replica()
    unit = await replica.besluiten(getrieerd())
    (offer,) = await replica.pool.fetch("select id from overdracht where wekker_op is not null")
    await replica.antwoorden(
        "gm0935",
        OverdrachtGeweigerdV1(
            overdracht_id=offer["id"], reden=WeigerReden.ANDERS, toelichting="Sebastiaan is weg"
        ),
    )
    for table in ("melding", "besluit", "overdracht", "outbox", "delivery", "work_item", "audit"):
        rows = await replica.pool.fetch(f"select t.*::text as line from {table} t")
        assert not any(b"Sebastiaan".hex() in row["line"] for row in rows), table
        assert not any("Sebastiaan" in row["line"] for row in rows), table
    assert unit.deliveries
    # A round trip through the database gives it back.
    store = PostgresDossierStore(Vault(platform.settings.storage_key.get_secret_value()))
    unit = Unit(replica.pool, platform.now, "routing")
    (dossier,) = (await store.of_meldingen(unit, [getrieerd().melding_id])).values()
    assert dossier.overdrachten[0].toelichting == "Sebastiaan is weg"


async def test_the_same_decision_in_two_processes_is_one_offer(
    platform: Any, getrieerd: Any
) -> None:
    one, two = await platform.replica(), await platform.replica()
    await asyncio.gather(
        *(replica.besluiten(getrieerd(n)) for n in range(1, 11) for replica in (one, two))
    )
    assert await one.pool.fetchval("select count(*) from overdracht") == 10
    assert len(await offered(one)) == 10


async def test_timers_of_two_replicas_never_fire_twice(platform: Any, getrieerd: Any) -> None:
    one, two = await platform.replica(), await platform.replica()
    await one.besluiten(
        *(getrieerd(n, urgentie=Urgentie.ACUUT) for n in range(1, 31)),
        *(getrieerd(n, urgentie=Urgentie.ACUUT, postcode="6291AB") for n in range(31, 41)),
    )
    for minutes, expected in (
        (8, {"aangeboden": 40, "herinnerd": 40}),
        # Maastricht's deputies are asked; Vaals has none, so people are.
        (8, {"aangeboden": 70, "herinnerd": 40, "geescaleerd": 10}),
        (20, {"aangeboden": 70, "herinnerd": 40, "geescaleerd": 40}),
        (999, {"aangeboden": 70, "herinnerd": 40, "geescaleerd": 40}),
    ):
        platform.pass_time(minutes=minutes)
        await asyncio.gather(*(replica.tick() for replica in (one, two, one, two)))
        assert await moments(one) == expected
    assert await one.pool.fetchval("select count(*) from work_item") == 40
    assert not await one.pool.fetchval(
        "select count(*) from overdracht where wekker_op is not null"
    )


async def test_an_answer_and_the_deadline_at_once(platform: Any, getrieerd: Any) -> None:
    replica, other = await platform.replica(), await platform.replica()
    await replica.besluiten(*(getrieerd(n, postcode="6291AB") for n in range(1, 21)))
    ids = [row["id"] for row in await replica.pool.fetch("select id from overdracht")]
    platform.pass_time(days=10)
    await asyncio.gather(
        other.tick(),
        *(
            replica.antwoorden(
                "gm0981", OverdrachtGeaccepteerdV1(overdracht_id=identity, door="Robin")
            )
            for identity in ids
        ),
    )
    counts = dict(await replica.pool.fetch("select state, count(*) from overdracht group by state"))
    assert counts == {"geaccepteerd": 20}
    versions = defaultdict(list)
    for status in await statuses(replica):
        versions[status["meldingId"]].append(status["versie"])
    assert len(versions) == 20
    assert all(sorted(v) == list(range(1, len(v) + 1)) for v in versions.values())


async def test_events_are_json_without_nulls(platform: Any, getrieerd: Any) -> None:
    unit = await (await platform.replica()).besluiten(getrieerd())
    status = json.loads(unit.outgoing[0].value)
    assert None not in status.values()
    assert status["schrijver"] == "routing"
