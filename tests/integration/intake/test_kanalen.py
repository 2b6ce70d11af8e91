"""Every channel on real PostgreSQL and Kafka: over the topic, over HTTP, and what follows."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from deelnemers import SOURCE, Topics, fresh_key, partner

pytestmark = pytest.mark.integration

WEBSITE, REGIE, REGIO = (
    "website-veilig-thuis", "procesregie-zuid-limburg", "vt-noord-en-midden-limburg",
)  # fmt: skip
POLITIE, BRABANT, JGZ = "politie-limburg", "politie-oost-brabant", "jgz-zuid-limburg"
PEOPLE = {"betrokkenen": [{"rol": "kind", "bsn": "999999999", "geboortedatum": "99999999"}]}
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    POLITIE: ("politiemelding", {"incidentnummer": "PL-1", "wijkagent": {}}),
    JGZ: ("professionele-melding", {"melder": {}, "hoedanigheid": "03"}),
    WEBSITE: ("burgermelding", {"hoedanigheid": "35"}),
    REGIE: (
        "strategische-melding",
        {"procesregisseur": {}, "namens": "veiligheidshuis", "waarom": "Onrust."},
    ),
    REGIO: (
        "andere-regio",
        {
            "regio": "Elders",
            "contactpersoon": {},
            "oorspronkelijkOntvangenOp": "2026-02-20T08:00:00Z",
            "voorgeschiedenis": [{"ontvangenOp": "2025-05-01T10:00:00Z", "uitkomst": ["06"]}],
        },
    ),
}


def form(name: str, **changes: Any) -> dict[str, Any]:
    return {**FORMS[name][1], **PEOPLE, **changes}


def of(melding_id: str, versie: int = 1) -> Any:
    return lambda _, event: event.get("meldingId") == melding_id and event["versie"] == versie


@pytest.mark.parametrize("name", FORMS)
async def test_a_partner_is_accepted_over_its_topic_in_both_modes(
    kafka: Topics, lane: Any, name: str
) -> None:
    kind, _ = FORMS[name]
    topic = f"aanlevering.{name}.v1"
    structured_id = uuid.uuid4().hex
    async with lane():
        binary_id = kafka.send(topic, kind, form(name))
        event = {
            "specversion": "1.0", "id": structured_id, "source": SOURCE.decode(),
            "type": f"nl.veiligthuis.aanlevering.{kind}.v1", "data": form(name),
        }  # fmt: skip
        kafka.send_record(
            topic,
            json.dumps(event).encode(),
            [("content-type", b"application/cloudevents+json; charset=UTF-8")],
        )
        for message_id in (binary_id, structured_id):
            answer = await kafka.until(
                f"aanlevering.{name}.antwoord.v1",
                lambda kind, a, sent=message_id: (
                    a.get("berichtId") == sent and kind == "aanlevering.geaccepteerd.v1"
                ),
            )
            melding = await kafka.until("melding.ontvangen.v1", of(answer["meldingId"]))
            assert melding["bron"] == name
            assert melding["betrokkenen"][0]["geboortedatum"] == "99999999"


@pytest.mark.parametrize("name", FORMS)
async def test_a_partner_is_accepted_over_http(kafka: Topics, api: Any, name: str) -> None:
    async with api() as http:
        answer = await http.post("/v1/meldingen", json=form(name), headers=partner(name))
        assert answer.status_code == 202, answer.text
        melding = await kafka.until("melding.ontvangen.v1", of(answer.json()["meldingId"]))
    assert melding["bron"] == name
    assert melding["urgentie"] == ("hoog" if name == REGIE else "regulier")
    if name == REGIO:
        assert melding["voorgeschiedenis"][0]["uitkomst"] == ["06"]


async def test_an_anonymous_citizen_looks_up_how_it_stands(
    kafka: Topics, api: Any, fetch: Any, lane: Any
) -> None:
    async with api() as http:
        answer = await http.post("/v1/meldingen", json=form(WEBSITE), headers=partner(WEBSITE))
        code = answer.json()["opzoekcode"]
        melding_id = answer.json()["meldingId"]
        website = partner(WEBSITE)

        async def look_up(text: str, headers: dict[str, str] = website) -> Any:
            return await http.post("/v1/opzoekingen", json={"code": text}, headers=headers)

        assert (await look_up(code)).json() == {"stand": "ontvangen"}
        await fetch(
            "insert into melding_status values ($1, 'triage', 1, 'getrieerd', $2, 'hoog', "
            "'overdracht', 'gm0935')",
            uuid.UUID(melding_id), datetime.now(UTC),
        )  # fmt: skip
        told = await look_up(code.lower().replace("-", " "))
        assert told.json() == {"stand": "in-behandeling"}
        assert (await look_up("0000-0000-0000-0000-0000")).status_code == 404
        assert (await look_up(code[:-1])).status_code == 404
        assert (await look_up(code, partner(JGZ))).status_code == 403
        assert (await look_up(code, {"Authorization": "fo-1 frontoffice"})).status_code == 403
        # The website hears no more than the three words, by whatever way it asks.
        status = await http.get(f"/v1/meldingen/{melding_id}/status", headers=website)
        assert status.status_code == 403
    [row] = await fetch("select code_hash from opzoekcode")
    assert code.replace("-", "").encode() not in row["code_hash"]


async def test_a_known_citizen_is_told_a_number_and_is_reached_themselves(
    kafka: Topics, api: Any
) -> None:
    async with api() as http:
        data = form(WEBSITE, melder={"naam": "B. Uur", "email": "b@example.nl"})
        answer = (await http.post("/v1/meldingen", json=data, headers=partner(WEBSITE))).json()
        melder = await kafka.until("melder.geregistreerd.v1", of(answer["meldingId"]))
    assert "opzoekcode" not in answer
    assert answer["nummer"] == melder["nummer"]
    assert (melder["soort"], melder["email"]) == ("burger-bekend", "b@example.nl")
    assert "partner" not in melder


async def test_a_procesregisseur_of_a_gemeente_posts_with_the_gemeentes_own_login(
    kafka: Topics, api: Any
) -> None:
    async with api() as http:
        who = {"Authorization": "p-1 gemeente:GM0917"} | fresh_key()
        answer = await http.post("/v1/meldingen", json=form(REGIE, namens="gemeente"), headers=who)
        assert answer.status_code == 202, answer.text
        melding = await kafka.until("melding.ontvangen.v1", of(answer.json()["meldingId"]))
        wrong = await http.post("/v1/meldingen", json=form(JGZ), headers=who | fresh_key())
    assert (melding["kanaal"], melding["bron"]) == ("procesregisseur", "gm0917")
    assert (melding["hoedanigheid"], melding["urgentie"]) == ("17", "hoog")
    assert wrong.status_code == 400


async def test_what_was_written_on_paper_is_typed_in_later(
    kafka: Topics, api: Any, fetch: Any
) -> None:
    paper = datetime.now(UTC) - timedelta(days=20)
    call: dict[str, Any] = {
        "melder": {}, "melderSoort": "burger-bekend", "hoedanigheid": "35",
        "ontvangenOp": paper.isoformat(), **PEOPLE,
    }  # fmt: skip
    async with api() as http:
        refused = await http.post("/v1/meldingen", json=call, headers=fresh_key())
        assert refused.status_code == 400
        assert [e["field"] for e in refused.json()["errors"]] == ["ontvangenOpReden"]
        call["ontvangenOpReden"] = "Het lag in een la."
        answer = await http.post("/v1/meldingen", json=call, headers=fresh_key())
        assert answer.status_code == 202
        melding = await kafka.until("melding.ontvangen.v1", of(answer.json()["meldingId"]))
    assert datetime.fromisoformat(melding["ontvangenOp"]) == paper
    [row] = await fetch("select ontvangen_op, recorded_at from melding")
    assert row["ontvangen_op"] == paper
    assert row["recorded_at"] - paper > timedelta(days=19)
    [audit] = await fetch("select who, details::text from audit where what = 'melding-nagevoerd'")
    assert audit["who"] == "http:fo-1"
    assert "la" not in json.loads(audit["details"]).values()
