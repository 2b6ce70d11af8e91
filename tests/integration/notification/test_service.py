"""Notification as a whole: real Kafka, PostgreSQL and SMTP, and its API."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from fastapi import FastAPI
from notification.main import create_app, service
from notification.settings import NotificationSettings
from pydantic import BaseModel
from vt_contracts import cloudevents
from vt_contracts.codes import MelderSoort, Moment, Urgentie, Vervolg
from vt_contracts.events.melding import MelderGeregistreerdV1, MeldingStatusV1
from vt_contracts.events.terugkoppeling import TerugkoppelingGegevenV1
from vt_contracts.topics import MELDER_GEREGISTREERD, MELDING_STATUS, aanlevering_antwoord, topics
from vt_messaging.identity import Caller
from vt_messaging.service import running

pytestmark = pytest.mark.integration

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANSWERS = aanlevering_antwoord("politie-limburg")
FRONTOFFICE = Caller("ans", frozenset({"frontoffice"}))


@pytest.fixture(scope="module")
def librdkafka(engines: dict[str, Any]) -> dict[str, Any]:
    """Kafka, with the topics that the contracts name."""
    admin = AdminClient(engines["librdkafka"])
    there = admin.list_topics(timeout=10).topics
    missing = [NewTopic(t.name, t.partitions, 1) for t in topics() if t.name not in there]
    for future in admin.create_topics(missing).values() if missing else ():
        future.result()
    return engines["librdkafka"]  # type: ignore[no-any-return]


def melder(melding: UUID, **changes: Any) -> MelderGeregistreerdV1:
    given: dict[str, Any] = {
        "melding_id": melding, "nummer": "VT-2026-0000001-4", "versie": 1,
        "soort": MelderSoort.POLITIE, "urgentie": Urgentie.REGULIER, "ontvangen_op": NOW,
        "partner": "politie-limburg", "bericht_id": f"b-{melding}", "naam": "A. Agent",
    }  # fmt: skip
    return MelderGeregistreerdV1(**{**given, **changes})


def status(melding: UUID, moment: Moment, versie: int, **changes: Any) -> MeldingStatusV1:
    given: dict[str, Any] = {
        "melding_id": melding, "nummer": "VT-2026-0000001-4", "versie": versie,
        "schrijver": "routing", "moment": moment, "op": NOW, "urgentie": Urgentie.REGULIER,
        "vervolg": Vervolg.OVERDRACHT, "partij": "gm0935",
    }  # fmt: skip
    return MeldingStatusV1(**{**given, **changes})


def send(librdkafka: dict[str, Any], *events: BaseModel) -> None:
    producer = Producer(librdkafka)
    for event in events:
        topic = MELDING_STATUS if isinstance(event, MeldingStatusV1) else MELDER_GEREGISTREERD
        headers = cloudevents.write(
            event_id=str(uuid4()), source="urn:nld:oin:00000000000000000000:systeem:proef",
            event_type=type(event).contract_type, time=NOW.isoformat(),  # type: ignore[attr-defined]
            content_type="application/json", traceparent=None,
        )  # fmt: skip
        key = event.melding_id.bytes  # type: ignore[attr-defined]
        value = event.model_dump_json(by_alias=True).encode()
        producer.produce(topic, value, key, headers=headers)
    assert producer.flush(20) == 0


def answers(librdkafka: dict[str, Any], melding: UUID) -> list[TerugkoppelingGegevenV1]:
    """What the partner can read about one melding, up to the present end of its topic."""
    consumer = Consumer({**librdkafka, "group.id": "politie-limburg", "enable.auto.commit": False})
    place = TopicPartition(ANSWERS, 0)
    try:
        low, high = consumer.get_watermark_offsets(place, 10)
        consumer.assign([TopicPartition(ANSWERS, 0, low)])
        records: list[Any] = []
        while len(records) < high - low:
            records += consumer.consume(high - low, 1.0)
    finally:
        consumer.close()
    return [
        TerugkoppelingGegevenV1.model_validate_json(r.value())
        for r in records
        if dict(r.headers())["ce_type"] == b"nl.veiligthuis.terugkoppeling.gegeven.v1"
        and json.loads(r.value())["meldingId"] == str(melding)
    ]


async def kinds(pool: asyncpg.Pool, melding: UUID) -> list[str]:
    """The kinds of work items about one melding."""
    rows = await pool.fetch("select kind from work_item where about = $1", melding)
    return [row["kind"] for row in rows]


async def test_a_wijkagent_hears_each_moment_once_and_a_professional_gets_mail(
    librdkafka: dict[str, Any],
    settings: NotificationSettings,
    pool: asyncpg.Pool,
    relay: Any,
    until: Any,
) -> None:
    agent, school, wrong = uuid4(), uuid4(), uuid4()
    events = [
        status(agent, Moment.GEACCEPTEERD, 2, team="Team Oost", politie_heeft_rol=True),
        melder(agent),
        status(agent, Moment.AANGEBODEN, 1),
        melder(school, soort=MelderSoort.PROFESSIONAL, partner=None, email="j@school.example"),
        melder(wrong, soort=MelderSoort.PROFESSIONAL, partner=None, email="weg@school.example"),
    ]
    relay.unknown.add("weg@school.example")
    send(librdkafka, *events, *reversed(events))

    async def told() -> list[str]:
        return sorted(a.moment.value for a in answers(librdkafka, agent))

    async with running(service(settings), settings):
        await until(told, ["aangeboden", "geaccepteerd"])
        await until(lambda: kinds(pool, wrong), ["mail-onbestelbaar"])
        send(librdkafka, *events)
        after = status(agent, Moment.AFGESLOTEN, 3)
        send(librdkafka, after)
        await until(told, ["aangeboden", "afgesloten", "geaccepteerd"])
        await until(lambda: pool.fetchval("select count(*) from delivery"), 0)
    assert len([mail for mail in relay.taken if b"To: j@school.example" in mail]) == 1
    assert await kinds(pool, wrong) == ["mail-onbestelbaar"]
    assert await kinds(pool, agent) == await kinds(pool, school) == []
    accepted = next(a for a in answers(librdkafka, agent) if a.moment is Moment.GEACCEPTEERD)
    assert (accepted.bericht_id, accepted.team) == (f"b-{agent}", "Team Oost")


async def test_a_thousand_meldingen_in_the_auto_path(
    librdkafka: dict[str, Any], settings: NotificationSettings, pool: asyncpg.Pool, until: Any
) -> None:
    ids = [uuid4() for _ in range(1000)]
    events: list[BaseModel] = []
    for melding in ids:
        events += [
            melder(melding),
            status(melding, Moment.ONTVANGEN, 1, schrijver="intake"),
            status(melding, Moment.GETRIEERD, 1, schrijver="triage"),
            status(melding, Moment.AANGEBODEN, 1),
        ]
    send(librdkafka, *events)
    asked = "select count(*) from melderdossier where momenten <> '{}' and melding_id = any($1)"
    began = time.perf_counter()
    async with running(service(settings), settings):
        await until(lambda: pool.fetchval(asked, ids), 1000, 60)
        await until(lambda: pool.fetchval("select count(*) from delivery"), 0)
    print(f"\n1000 meldingen, 4000 events in {time.perf_counter() - began:.1f} s")


# The API


class Badge:
    """Takes the header's word for who calls."""

    def __init__(self) -> None:
        self.callers = {"ans": FRONTOFFICE, "bob": Caller("bob", frozenset({"triagist"}))}

    async def verify(self, authorization: str | None) -> Caller:
        return self.callers.get(authorization or "", Caller("x", frozenset({"manager"})))


@pytest.fixture
async def app(settings: NotificationSettings) -> AsyncIterator[FastAPI]:
    made = create_app(settings.model_copy(update={"role": "api"}))
    made.state.verifier = Badge()
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://notification") as made:
        yield made


@pytest.fixture
async def task(
    librdkafka: dict[str, Any], settings: NotificationSettings, pool: asyncpg.Pool, until: Any
) -> str:
    """The id of a call task about a melder without mail."""
    melding = uuid4()
    send(
        librdkafka,
        melder(
            melding, soort=MelderSoort.BURGER_BEKEND, partner=None, naam="M. Melder",
            telefoon="0612345678",
        ),
    )  # fmt: skip
    async with running(service(settings), settings):
        await until(lambda: kinds(pool, melding), ["terugbellen"])
    return str(await pool.fetchval("select id from work_item where about = $1", melding))


async def test_a_call_task_from_list_to_told(
    client: httpx.AsyncClient, pool: asyncpg.Pool, task: str
) -> None:
    ans, bob = {"Authorization": "ans"}, {"Authorization": "bob"}
    lines = (await client.get("/v1/werkitems?kind=terugbellen", headers=ans)).json()["werkitems"]
    line = next(line for line in lines if line["id"] == task)
    assert line["stand"] == "open"
    assert "M. Melder" not in json.dumps(line)
    path = f"/v1/werkitems/{task}"
    shown = (await client.get(path, headers=ans)).json()["dossier"]
    assert (shown["melder"]["naam"], shown["melder"]["telefoon"]) == ("M. Melder", "0612345678")
    assert "Bel dan 112" in shown["tekst"]
    assert shown["verteld"] == [
        {"moment": "ontvangst", "besluit": "intake.1", "weg": "telefoon", "beleid": "2026-1"}
    ]
    empty = {"Content-Length": "0"}
    claimed = await client.post(f"{path}/claim", headers=ans | empty)
    assert claimed.json()["geclaimdDoor"] == "ans"
    taken = await client.post(f"{path}/claim", headers=bob | empty)
    assert (taken.status_code, taken.json()["detail"]) == (
        409, "Geclaimd door ans. Overleg of kies een ander.",
    )  # fmt: skip
    wrong = await client.post(f"{path}/beslissing", headers=ans, json={"besluit": "niet-nodig"})
    assert [e["field"] for e in wrong.json()["errors"]] == ["reden"]
    back = await client.post(f"{path}/vrijgeven", headers=ans | empty)
    assert back.json()["stand"] == "open"
    told_body = {"besluit": "verteld", "reden": "Gebeld."}
    told = await client.post(f"{path}/beslissing", headers=bob, json=told_body)
    assert (told.json()["stand"], told.json()["beslotenDoor"]) == ("afgehandeld", "bob")
    late = await client.post(f"{path}/claim", headers=ans | empty)
    assert (late.status_code, late.json()["detail"]) == (
        409, "Afgehandeld door bob. U hoeft niets te doen.",
    )  # fmt: skip
    left = (await client.get("/v1/werkitems", headers=ans)).json()["werkitems"]
    assert task not in [item["id"] for item in left]
    done = (await client.get("/v1/werkitems?state=afgehandeld", headers=ans)).json()["werkitems"]
    assert [item["id"] for item in done] == [task]
    rows = await pool.fetch("select who, what from audit where details ? 'werkitem' order by id")
    assert [(r["who"], r["what"]) for r in rows] == [
        ("ans", "dossier-gelezen"), ("ans", "werkitem-geclaimd"),
        ("ans", "werkitem-vrijgegeven"), ("bob", "werkitem beslist"),
    ]  # fmt: skip


async def test_others_do_not_see_tasks(client: httpx.AsyncClient) -> None:
    for path in ("/v1/werkitems", f"/v1/werkitems/{uuid4()}"):
        assert (await client.get(path, headers={"Authorization": "manager"})).status_code == 403


async def test_a_task_that_is_not_there(client: httpx.AsyncClient) -> None:
    headers = {"Authorization": "ans", "Content-Length": "0"}
    path = f"/v1/werkitems/{uuid4()}"
    assert (await client.get(path, headers=headers)).status_code == 404
    assert (await client.post(f"{path}/claim", headers=headers)).status_code == 404
