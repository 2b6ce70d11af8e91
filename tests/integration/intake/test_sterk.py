"""Kafka away, the database away: what is accepted is kept, what cannot be kept is not accepted."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
from deelnemers import Badge, Topics, fresh_key, partner
from intake.main import create_app, service
from intake.settings import IntakeSettings
from pydantic import SecretStr
from tcp_proxy import TcpProxy
from vt_contracts.topics import MELDER_GEREGISTREERD, MELDING_ONTVANGEN, MELDING_STATUS
from vt_messaging.commands import SOURCE
from vt_messaging.service import running

pytestmark = pytest.mark.integration
POLITIE = "politie-limburg"
NOWHERE = {"kafka_bootstrap": "127.0.0.1:1", "publish_timeout": 1.0}


def call(**changes: Any) -> dict[str, Any]:
    return {
        "melder": {"naam": "B. Uur"},
        "melderSoort": "burger-bekend",
        "hoedanigheid": "35",
        "betrokkenen": [{"rol": "kind"}],
        **changes,
    }


@contextlib.asynccontextmanager
async def through_proxy(dsn: str) -> AsyncIterator[tuple[TcpProxy, SecretStr]]:
    """The database behind a wire that can be cut."""
    parts = urlsplit(dsn)
    proxy = TcpProxy(parts.port or 5432)
    port = await proxy.start()
    place = f"{parts.username}:{parts.password}@127.0.0.1:{port}"
    yield proxy, SecretStr(urlunsplit(parts._replace(netloc=place)))
    await proxy.stop()


async def test_without_kafka_meldingen_are_accepted_kept_and_published_afterwards(
    kafka: Topics, api: Any, settings: IntakeSettings, fetch: Any
) -> None:
    async with api(**NOWHERE) as http:
        calls = [
            await http.post("/v1/meldingen", json=form, headers=fresh_key())
            for form in (call(), call(acuut=True))
        ]
        police = await http.post(
            "/v1/meldingen",
            json={"incidentnummer": "PL-1", "wijkagent": {}, "betrokkenen": [{"rol": "kind"}]},
            headers=partner(POLITIE),
        )
        more = await http.post(
            f"/v1/meldingen/{police.json()['meldingId']}/aanvullingen",
            json={"toelichting": "Meer."},
            headers=partner(POLITIE),
        )
    answers = [*calls, police, more]
    assert [a.status_code for a in answers] == [202] * 4
    ids = {a.json()["meldingId"] for a in answers}
    assert len(await fetch("select 1 from melding")) == 3
    for topic in (MELDING_ONTVANGEN, f"{MELDING_ONTVANGEN}.acuut"):
        assert not [e for _, e in kafka.read(topic) if e["meldingId"] in ids]

    own = settings.model_copy(update={"role": "api"})
    async with running(service(own), own) as wiring:
        assert wiring.commands is not None
        assert await wiring.commands.publish_orphans() == 1
        answer = await kafka.until(
            f"aanlevering.{POLITIE}.antwoord.v1",
            lambda _, e: e.get("meldingId") in ids and e.get("versie") == 2,
        )
    assert answer["nummer"] == police.json()["nummer"]
    for topic, expected in ((MELDING_ONTVANGEN, 4), (MELDING_STATUS, 4), (MELDER_GEREGISTREERD, 3)):
        events = [
            (e["meldingId"], e["versie"])
            for name in (topic, f"{topic}.acuut")
            for _, e in kafka.read(name)
            if e["meldingId"] in ids and e.get("schrijver", "intake") == "intake"
        ]
        assert len(events) == len(set(events)) == expected
    rows = await fetch("select next, published from progress where source = $1", SOURCE)
    assert all(r["next"] == r["published"] for r in rows)


async def test_without_the_database_nothing_is_accepted_and_the_caller_knows(
    kafka: Topics, settings: IntakeSettings, fetch: Any
) -> None:
    async with through_proxy(settings.database_dsn.get_secret_value()) as (proxy, dsn):
        app = create_app(settings.model_copy(update={"database_dsn": dsn}))
        app.state.verifier = Badge()
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://intake") as http:
                http.headers["Authorization"] = "fo-1 frontoffice"
                before = await http.post("/v1/meldingen", json=call(), headers=fresh_key())
                assert before.status_code == 202
                proxy.cut()
                key = fresh_key()
                text = f"Verloren {uuid.uuid4().hex}"
                refused = await http.post("/v1/meldingen", json=call(toelichting=text), headers=key)
                assert refused.status_code == 503
                assert refused.headers["content-type"] == "application/problem+json"
                assert refused.headers["retry-after"]
                assert "niets bevestigd" in refused.json()["detail"]
                asked = await http.get(before.headers["location"])
                code = await http.post(
                    "/v1/opzoekingen",
                    json={"code": "0000-0000-0000-0000-0000"},
                    headers=partner("website-veilig-thuis"),
                )
                assert (asked.status_code, code.status_code) == (503, 503)
                assert len(await fetch("select 1 from melding")) == 1
                assert len(await fetch("select 1 from inbox")) == 1
                proxy.restore()
                again = await http.post("/v1/meldingen", json=call(toelichting=text), headers=key)
                assert again.status_code == 202
                melding = await kafka.until(
                    MELDING_ONTVANGEN, lambda _, e: e["meldingId"] == again.json()["meldingId"]
                )
    assert melding["toelichting"] == text
    assert len(await fetch("select 1 from melding")) == 2
    assert len(await fetch("select 1 from inbox")) == 2


async def test_a_lane_without_the_database_waits_and_loses_nothing(
    kafka: Topics, settings: IntakeSettings, fetch: Any
) -> None:
    topic, answers = f"aanlevering.{POLITIE}.v1", f"aanlevering.{POLITIE}.antwoord.v1"
    form = {"incidentnummer": "PL-1", "wijkagent": {}, "betrokkenen": [{"rol": "kind"}]}

    def answered(message_id: str) -> Any:
        return lambda _, e: e.get("berichtId") == message_id

    async with through_proxy(settings.database_dsn.get_secret_value()) as (proxy, dsn):
        own = settings.model_copy(update={"role": "regulier", "database_dsn": dsn})
        async with running(service(own), own):
            first = kafka.send(topic, "politiemelding", form)
            await kafka.until(answers, answered(first))
            proxy.cut()
            meanwhile = [kafka.send(topic, "politiemelding", form) for _ in range(5)]
            proxy.restore()
            for message_id in meanwhile:
                await kafka.until(answers, answered(message_id))
    rows = await fetch("select count(*) n from inbox where message_id = any($1)", meanwhile)
    assert rows[0]["n"] == 5
