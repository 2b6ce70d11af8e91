"""Additions and links on real PostgreSQL and Kafka."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest
from deelnemers import Topics, fresh_key, partner

pytestmark = pytest.mark.integration
POLITIE, BRABANT = "politie-limburg", "politie-oost-brabant"
TOPIC, ANSWERS = f"aanlevering.{POLITIE}.v1", f"aanlevering.{POLITIE}.antwoord.v1"


def police(incident: str, **changes: Any) -> dict[str, Any]:
    return {
        "incidentnummer": incident,
        "wijkagent": {},
        "betrokkenen": [{"rol": "kind"}],
        **changes,
    }


def answered(message_id: str, kind: str = "aanlevering.geaccepteerd.v1") -> Any:
    return lambda found, event: found == kind and event.get("berichtId") == message_id


async def test_additions_over_the_topic_make_versions_that_everyone_can_follow(
    kafka: Topics, lane: Any, fetch: Any
) -> None:
    async with lane():
        first = kafka.send(TOPIC, "politiemelding", police(uuid.uuid4().hex))
        accepted = await kafka.until(ANSWERS, answered(first))
        more = kafka.send(TOPIC, "aanvulling", {"over": first, "toelichting": "Meer."})
        assert (await kafka.until(ANSWERS, answered(more)))["versie"] == 2
        form = {"over": accepted["nummer"], "signalen": {"wapen": "ja"}}
        last = kafka.send(TOPIC, "aanvulling", form)
        kafka.send(TOPIC, "aanvulling", form, message_id=last)
        told = await kafka.until(ANSWERS, answered(last))
        assert (told["versie"], told["urgentie"]) == (3, "acuut")
        melding = await kafka.until(
            "melding.ontvangen.v1.acuut", lambda _, e: e["meldingId"] == accepted["meldingId"]
        )
        assert (melding["versie"], melding["toelichting"]) == (3, "Aanvulling 1:\nMeer.")
        other = f"aanlevering.{BRABANT}.v1"
        strange = kafka.send(other, "aanvulling", {"over": accepted["nummer"]})
        refused = await kafka.until(
            f"aanlevering.{BRABANT}.antwoord.v1",
            answered(strange, "aanlevering.geweigerd.v1"),
        )
    assert [r["veld"] for r in refused["redenen"]] == ["over"]
    identity = uuid.UUID(accepted["meldingId"])
    [row] = await fetch("select version, urgentie from melding where id = $1", identity)
    assert tuple(row) == (3, "acuut")
    rows = await fetch(
        "select version from aanvulling where melding_id = $1 order by version", identity
    )
    assert [r["version"] for r in rows] == [2, 3]
    [item] = await fetch(
        "select kind, w.details::text from work_item w "
        "join dead_letter d on d.work_item_id = w.id where d.headers like $1",
        f"%{base64.b64encode(strange.encode()).decode()}%",
    )
    assert item["kind"] == "dead-letter"
    assert "UnknownMelding" in item["details"]


async def test_additions_over_http(kafka: Topics, api: Any) -> None:
    async with api() as http:
        made = await http.post("/v1/meldingen", json=police("PL-1"), headers=partner(POLITIE))
        url = f"/v1/meldingen/{made.json()['meldingId']}/aanvullingen"
        text = {"toelichting": "Er is meer bekend."}
        key = fresh_key()
        first = await http.post(url, json=text, headers=key)
        assert first.status_code == 202, first.text
        assert first.json()["versie"] == 2
        again = await http.post(url, json=text, headers=key)
        assert (again.status_code, again.json()["versie"]) == (202, 2)
        changed = await http.post(url, json={"acuut": True}, headers=key)
        assert changed.status_code == 409
        own = await http.post(url, json={"voorselectie": "ernstig"}, headers=partner(POLITIE))
        assert (own.json()["versie"], own.json()["urgentie"]) == (3, "hoog")
        strange = await http.post(url, json=text, headers=partner(BRABANT))
        missing = await http.post(
            f"/v1/meldingen/{uuid.uuid4()}/aanvullingen", json=text, headers=partner(BRABANT)
        )
        assert strange.status_code == missing.status_code == 404
        assert strange.json() == missing.json()
        wrong = await http.post(url, json={"proefbericht": True}, headers=fresh_key())
        assert wrong.status_code == 400
        nobody = {"Authorization": "m-1 manager"} | fresh_key()
        assert (await http.post(url, json=text, headers=nobody)).status_code == 403
        versions = [
            await kafka.until(
                "melding.ontvangen.v1",
                lambda _, e, v=versie: (
                    e["meldingId"] == made.json()["meldingId"] and e["versie"] == v
                ),
            )
            for versie in (1, 2, 3)
        ]
    assert [v["urgentie"] for v in versions] == ["regulier", "regulier", "hoog"]


async def test_reports_of_one_event_are_linked_over_batches_and_ways(
    kafka: Topics, lane: Any, api: Any, fetch: Any
) -> None:
    incident = uuid.uuid4().hex
    async with lane(), api() as http:
        first = kafka.send(TOPIC, "politiemelding", police(incident))
        accepted = await kafka.until(ANSWERS, answered(first))
        second = await http.post("/v1/meldingen", json=police(incident), headers=partner(POLITIE))
        said = police(uuid.uuid4().hex, verwijstNaar=accepted["nummer"])
        third = await http.post("/v1/meldingen", json=said, headers=partner(POLITIE))
        other = await http.post("/v1/meldingen", json=police(incident), headers=partner(BRABANT))
        strange = police(uuid.uuid4().hex, verwijstNaar=accepted["nummer"])
        told = await http.post("/v1/meldingen", json=strange, headers=partner(BRABANT))
    links = {str(r["id"]): r["verwijst_naar"] for r in await fetch("select * from melding")}
    linked = uuid.UUID(accepted["meldingId"])
    assert links[accepted["meldingId"]] is None
    assert links[second.json()["meldingId"]] == links[third.json()["meldingId"]] == linked
    assert links[other.json()["meldingId"]] is links[told.json()["meldingId"]] is None
    assert [b["veld"] for b in told.json()["bevindingen"]] == ["verwijstNaar"]
    [row] = await fetch("select gebeurtenis from melding where id = $1", linked)
    assert incident.encode() not in row["gebeurtenis"]
