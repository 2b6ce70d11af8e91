"""Questions to others on real PostgreSQL and Kafka: only the addressee reads, only he can answer."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition
from joserfc import jwe
from joserfc.jwk import ECKey
from triage.domain.verrijking import Verzoek
from triage.handlers.vragen import Beleid, Vraag, Vragen
from triage.main import service as triage_service
from triage.postgres import PostgresTriageStore, PostgresVerzoekStore
from triage.settings import TriageSettings
from triage.verrijkers import load_keys
from vt_contracts import cloudevents
from vt_contracts.events.verrijking import (
    VerrijkingDoel,
    VerrijkingGegevenV1,
    VerrijkingGevraagdV1,
    VerrijkingVraag,
)
from vt_contracts.topics import acuut, verrijking_antwoord, verrijking_verzoek
from vt_contracts.vocabulary import VOCABULARY
from vt_local.credentials import Credentials, CredentialStore
from vt_local.folders import DataFolder
from vt_messaging.service import running
from vt_messaging.vault import Vault

pytestmark = pytest.mark.integration
POLITIE, ZVH = "politie-limburg", "veiligheidshuis-parkstad"
BODY = {
    "partner": POLITIE,
    "doel": "veiligheidsbeoordeling",
    "vragen": ["wapenbezit", "gevaar-op-dit-moment"],
}


async def test_a_person_asks_and_sees_question_and_answer_in_the_dossier(
    service: Any, client: httpx.AsyncClient, make: Any
) -> None:
    await service.receive(make(1))
    url = f"/v1/meldingen/{UUID(int=1)}/verzoeken"
    first = await client.post(url, json=BODY)
    assert first.status_code == 201
    assert first.json()["stand"] == "gevraagd"
    assert (await client.post(url, json=BODY)).json()["id"] == first.json()["id"]
    (sent,) = await service.fetch("select destination from delivery")
    assert sent["destination"] == verrijking_verzoek(POLITIE)

    wrong = {"partner": "gm0935", "doel": "x", "vragen": [], "extra": 1}
    refused = await client.post(url, json=wrong)
    assert {e["field"] for e in refused.json()["errors"]} == {"doel", "vragen", "extra"}
    refused = await client.post(url, json={**BODY, "partner": "gm0935"})
    assert [e["field"] for e in refused.json()["errors"]] == ["partner"]
    missing = f"/v1/meldingen/{UUID(int=9)}/verzoeken"
    assert (await client.post(missing, json=BODY)).status_code == 404
    for role in ("frontoffice", "manager", "beheerder"):
        nobody = {"Authorization": f"Bearer x:{role}"}
        assert (await client.post(url, json=BODY, headers=nobody)).status_code == 403

    service.now += timedelta(days=7)
    assert await service.run(service.verrijking.watch, None) == 1
    dossier = (await client.get(f"/v1/meldingen/{UUID(int=1)}")).json()
    (shown,) = dossier["verzoeken"]
    assert (shown["stand"], shown["antwoord"]) == ("geen-antwoord", None)
    assert dossier["stand"] == "besloten", "triage never waited for it"


async def test_two_replicas_close_a_silence_once(service: Any, make: Any) -> None:
    await service.receive(make(1))
    vraag = Vraag(
        UUID(int=1), "tri-1", ZVH, VerrijkingDoel.ONDERZOEK, (VerrijkingVraag.WAPENBEZIT,)
    )
    await service.run(service.vragen.ask, vraag)
    replicas = [service.copy(1000 * n) for n in (1, 2, 3)]
    for replica in replicas:
        replica.now = service.now + timedelta(days=7)
    await asyncio.gather(*(r.run(r.verrijking.watch, None) for r in replicas))
    assert len(await service.fetch("select from audit where what = 'verrijking-antwoord'")) == 1


@pytest.fixture
def principals(engines: dict[str, Any]) -> CredentialStore:
    """The credentials of everybody, on a broker that denies by default."""
    if engines["engines"] != "embedded":
        pytest.skip("only the embedded engines have SASL and ACLs")
    return CredentialStore(DataFolder(Path(engines["folder"]) / "data").credentials)


def principal(store: CredentialStore, name: str) -> Credentials:
    found = store.read(name)
    assert found is not None
    return found


def read(who: Credentials, topic: str, seconds: float = 40.0) -> list[Message]:
    """What `who` gets of a topic: its first records, or an error."""
    config = {**who.librdkafka(), "group.id": who.principal, "enable.auto.commit": False}
    consumer = Consumer(config)
    consumer.assign([TopicPartition(topic, 0, 0)])
    until = time.monotonic() + seconds
    found: list[Message] = []
    try:
        while time.monotonic() < until and not found:
            message = consumer.poll(0.5)
            if message is not None:
                found = [message, *consumer.consume(100, 1.0)]
    finally:
        consumer.close()
    return found


def refusal_to_read(who: Credentials, topic: str) -> int:
    """The code with which the broker refuses that `who` reads a topic."""
    consumer = Consumer({**who.librdkafka(), "group.id": who.principal})
    consumer.subscribe([topic])
    errors = [message.error() for message in consumer.consume(1, 30.0)]
    consumer.close()
    code: int = errors[0].code()
    return code


def publish(who: Credentials, topic: str, event: VerrijkingGegevenV1) -> KafkaError | None:
    """Publishes as `who`; the broker's refusal, if any."""
    refused: list[KafkaError | None] = []
    producer = Producer({**who.librdkafka(), "message.timeout.ms": 10_000})
    producer.produce(
        topic,
        event.model_dump_json(by_alias=True, exclude_unset=True).encode(),
        headers=cloudevents.write(
            event_id=uuid4().hex,
            source="urn:nld:oin:00000000000000000001:systeem:proef",
            event_type="nl.veiligthuis.verrijking.gegeven.v1",
            time="2026-11-23T12:00:00+00:00",
            content_type=cloudevents.JSON,
            traceparent=None,
        ),
        on_delivery=lambda error, _: refused.append(error),
    )
    assert producer.flush(20) == 0
    return refused[0]


OURS = "from triage where melding_id = '00000000-0000-0000-0000-000000000001'"
"""Other tests of the same cluster may send meldingen too."""


async def until(pool: Any, query: str, wanted: Any) -> None:
    found = None
    try:
        async with asyncio.timeout(40):
            while (found := await pool.fetchval(query)) != wanted:
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"{query}: {found!r}, not {wanted!r}") from None


async def test_on_kafka_only_the_addressee_reads_and_answers(
    service: Any, make: Any, engines: dict[str, Any], principals: CredentialStore
) -> None:
    politie, zvh = principal(principals, POLITIE), principal(principals, ZVH)
    own = principal(principals, "triage")
    settings = TriageSettings(
        **engines["settings"] | {"kafka_username": own.username, "kafka_password": own.password},
        database_dsn=service.dsn,
        storage_key=base64.b64encode(b"k" * 32).decode(),
        party_keys_file=DataFolder(Path(engines["folder"]) / "data").party_keys_file,
        trace_ratio=0.0,
    )
    await service.receive(make(1))
    vraag = Vraag(
        UUID(int=1), "tri-1", POLITIE, VerrijkingDoel.VEILIGHEIDSBEOORDELING,
        (VerrijkingVraag.WAPENBEZIT,),
    )  # fmt: skip
    async with contextlib.AsyncExitStack() as processes:
        for role in ("api", "regulier", "acuut"):
            one = settings.model_copy(update={"role": role})
            process = await processes.enter_async_context(running(triage_service(one), one))
            if role == "api":
                assert process.commands is not None
                dienst = triage_vragen(settings)
                asked = await process.commands.run(dienst.ask, vraag)
                assert isinstance(asked, Verzoek)
        topic = verrijking_verzoek(POLITIE)
        (message, *_) = await asyncio.to_thread(read, politie, topic)
        assert message.error() is None
        assert dict(message.headers())["content-type"] == b"application/jose"
        assert b"Jansen" not in message.value()
        opened = jwe.decrypt_compact(message.value(), ECKey.import_key(politie.private_key))
        question = VerrijkingGevraagdV1.model_validate_json(opened.plaintext or b"")
        assert question.verzoek_id == asked.id
        assert question.betrokkenen[0].geslachtsnaam == "Jansen"

        refused = await asyncio.to_thread(refusal_to_read, zvh, topic)
        assert refused == KafkaError.TOPIC_AUTHORIZATION_FAILED
        answers = verrijking_antwoord(POLITIE)
        danger = VerrijkingGegevenV1.model_validate(
            {"verzoekId": asked.id, "signalen": {"wapen": "ja"}}
        )
        denied_to_write = await asyncio.to_thread(publish, zvh, answers, danger)
        assert denied_to_write is not None
        assert denied_to_write.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED

        # By its own topic it can send it: a dead letter, and nothing changes.
        assert await asyncio.to_thread(publish, zvh, verrijking_antwoord(ZVH), danger) is None
        await until(
            service.pool, "select count(*) from dead_letter where topic like 'verrijking.%'", 1
        )
        assert await service.pool.fetchval(f"select urgentie {OURS}") == "regulier"

        for lane in (acuut(answers), answers):  # a repeat on the other lane changes nothing
            assert await asyncio.to_thread(publish, politie, lane, danger) is None
        await until(service.pool, f"select urgentie {OURS}", "acuut")
        await until(
            service.pool,
            "select count(*) from progress where source like 'verrijking.politie%' and next = 1", 2,
        )  # fmt: skip
    assert await service.pool.fetchval(f"select vervolg {OURS}") == "direct-ingrijpen"
    assert await service.pool.fetchval(f"select version {OURS}") == 2
    assert await service.pool.fetchval("select stand from verzoek") == "beantwoord"
    assert (
        await service.pool.fetchval(
            "select count(*) from acute_melding where melding_id = '00000000-0000-0000-0000-000000000001'"
        )
        == 1
    )


def triage_vragen(settings: TriageSettings) -> Any:
    """The handler that the API has, made as `main` makes it."""
    vault = Vault(settings.storage_key.get_secret_value(), VOCABULARY)
    keys = load_keys(settings.party_keys_file)
    return Vragen(PostgresVerzoekStore(), PostgresTriageStore(), vault, keys, Beleid({}))
