"""One melding by each channel, all the way; and what a repeat, a stranger or bad input meets."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient
from keten import SIGNALS, Keten, ce, politiemelding, professionele_melding, telefonische_melding

POLITIE, JGZ = "politie-limburg", "jgz-zuid-limburg"


def test_a_police_melding_goes_all_the_way_and_the_wijkagent_hears_how(keten: Keten) -> None:
    sent = keten.send(POLITIE, politiemelding())
    accepted = keten.answer(POLITIE, sent, "aanlevering.geaccepteerd.v1")
    melding = accepted["meldingId"]
    offer = keten.offer("gm0935", melding)
    assert offer["vervolg"] == "overdracht"
    about = {"overdrachtId": offer["overdrachtId"], "zaaknummer": "ZAAK-1"}
    keten.reply("gm0935", "ontvangen", about)
    keten.reply("gm0935", "geaccepteerd", {**about, "door": "T. Teamlid"})
    keten.reply("gm0935", "gestart", {**about, "gestartOp": datetime.now(UTC).isoformat()})

    def told() -> list[str] | None:
        mine = [a for a in keten.answers(POLITIE) if a.get("berichtId") == sent]
        moments = [a["moment"] for a in mine if a["type"] == "terugkoppeling.gegeven.v1"]
        return sorted(moments) if len(moments) == 2 else None

    assert keten.until(told, "two terugkoppelingen") == ["aangeboden", "geaccepteerd"]
    with keten.http("intake", "frontoffice-1") as http:

        def started() -> dict[str, Any] | None:
            status = http.get(f"/v1/meldingen/{melding}/status").json()
            return status if status["moment"] == "gestart" else None

        status = keten.until(started, "status gestart")
    assert status["nummer"] == accepted["nummer"]


def test_a_professional_is_accepted_by_topic_and_by_http(keten: Keten) -> None:
    sent = keten.send(JGZ, professionele_melding(), kind="professionele-melding")
    accepted = keten.answer(JGZ, sent, "aanlevering.geaccepteerd.v1")
    assert keten.offer("gm0935", accepted["meldingId"])
    with keten.http("intake", JGZ) as http:
        answer = http.post(
            "/v1/meldingen",
            json=professionele_melding(),
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        assert answer.status_code == 202, answer.text
        assert keten.offer("gm0935", answer.json()["meldingId"])
        other = http.get(f"/v1/meldingen/{uuid.uuid4()}/status")
        assert other.status_code == 404


def test_a_call_is_accepted_and_the_melder_gets_mail(keten: Keten) -> None:
    form = telefonische_melding()
    with keten.http("intake", "frontoffice-1") as http:
        answer = http.post(
            "/v1/meldingen", json=form, headers={"Idempotency-Key": str(uuid.uuid4())}
        )
    assert answer.status_code == 202, answer.text
    nummer = answer.json()["nummer"]

    url = f"{keten.platform.urls['mailbox']}/api/mails"

    def receipt() -> str | None:
        mails = httpx.get(url, params={"to": form["melder"]["email"]}).json()["mails"]
        texts = [httpx.get(f"{url}/{mail['id']}").text for mail in mails]
        return next((text for text in texts if nummer in text), None)

    text = keten.until(receipt, "a mail with the number to the melder")
    assert "Proefstraat" not in text
    assert "Verzonnen" not in text


def test_an_acute_melding_goes_by_its_own_lane(keten: Keten) -> None:
    form = politiemelding()
    form["signalen"]["wapen"] = "ja"
    sent = keten.send(POLITIE, form, acuut=True)
    accepted = keten.answer(POLITIE, sent, "aanlevering.geaccepteerd.v1")
    assert accepted["urgentie"] == "acuut"
    offer = keten.offer("gm0935", accepted["meldingId"], acuut=True)
    assert (offer["vervolg"], offer["urgentie"]) == ("direct-ingrijpen", "acuut")


def test_a_repeat_gives_one_melding_one_offer_one_terugkoppeling(keten: Keten) -> None:
    form, identity = politiemelding(), str(uuid.uuid4())
    for _ in range(3):
        keten.send(POLITIE, form, message_id=identity)
    melding = keten.answer(POLITIE, identity, "aanlevering.geaccepteerd.v1")["meldingId"]
    keten.answer(POLITIE, identity, "terugkoppeling.gegeven.v1")
    keten.send(POLITIE, form, message_id=identity)
    after = keten.send(POLITIE, politiemelding())
    keten.answer(POLITIE, after, "terugkoppeling.gegeven.v1")
    mine = [a for a in keten.answers(POLITIE) if a.get("berichtId") == identity]
    assert sorted(a["type"] for a in mine) == [
        "aanlevering.geaccepteerd.v1",
        "terugkoppeling.gegeven.v1",
    ]
    assert len([o for o in keten.offers("gm0935") if o["meldingId"] == melding]) == 1


def test_the_same_key_again_is_harmless_and_another_body_under_it_is_refused(
    keten: Keten,
) -> None:
    form, key = telefonische_melding(), {"Idempotency-Key": str(uuid.uuid4())}
    form["betrokkenen"][0]["bsn"] = "123456789"
    with keten.http("intake", "frontoffice-1") as http:
        first = http.post("/v1/meldingen", json=form, headers=key)
        second = http.post("/v1/meldingen", json=form, headers=key)
        other = http.post("/v1/meldingen", json=telefonische_melding(), headers=key)
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()
    assert first.json()["bevindingen"][0]["veld"] == "betrokkenen.0.bsn"
    assert other.status_code == 409


def test_every_wrong_field_is_named_at_once(keten: Keten) -> None:
    form = telefonische_melding(melderSoort="marsman", onbekend=1)
    form["betrokkenen"][0]["rol"] = 7
    form["toelichting"] = "nul\x00teken"
    with keten.http("intake", "frontoffice-1") as http:
        answer = http.post(
            "/v1/meldingen", json=form, headers={"Idempotency-Key": str(uuid.uuid4())}
        )
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"]
    fields = {error["field"] for error in answer.json()["errors"]}
    assert fields == {"melderSoort", "onbekend", "betrokkenen.0.rol", "toelichting"}
    assert "marsman" not in answer.text


def test_without_a_token_or_with_the_wrong_role_nothing_is_open(keten: Keten) -> None:
    url = keten.platform.urls["intake-api"]
    assert httpx.post(f"{url}/v1/meldingen", json={}).status_code == 401
    assert httpx.get(f"{url}/v1/meldingen/{uuid.uuid4()}/status").status_code == 401
    assert httpx.get(f"{url}/v1/openapi.json").status_code == 200
    with keten.http("intake", "manager-1") as http:
        answer = http.post("/v1/meldingen", json={}, headers={"Idempotency-Key": "12345678"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(b"{kapot", id="broken JSON"),
        pytest.param(
            json.dumps(politiemelding(toelichting="nul\x00")).encode(), id="a NUL in a text"
        ),
        pytest.param(json.dumps(politiemelding(betrokkenen="niemand")).encode(), id="wrong type"),
        pytest.param(b"x" * 5_000_000, id="5 MB"),
    ],
)
def test_bad_records_are_refused_with_a_reason_and_neighbours_are_unharmed(
    keten: Keten, bad: bytes
) -> None:
    before = keten.send(POLITIE, politiemelding())
    refused = keten.send(POLITIE, bad)
    after = keten.send(POLITIE, politiemelding())
    answer = keten.answer(POLITIE, refused, "aanlevering.geweigerd.v1")
    assert answer["redenen"]
    for sent in (before, after):
        keten.answer(POLITIE, sent, "terugkoppeling.gegeven.v1")


@pytest.mark.parametrize("value", [None, b"\xff\xfe"], ids=["null", "binary"])
def test_an_odd_header_is_refused_with_a_reason(keten: Keten, value: bytes | None) -> None:
    identity = str(uuid.uuid4())
    headers = [(n, v) for n, v in ce(identity, "politiemelding") if n != "ce_source"]
    keten.send(POLITIE, politiemelding(), headers=[*headers, ("ce_source", value)])
    answer = keten.answer(POLITIE, identity, "aanlevering.geweigerd.v1")
    assert any("ce_source" in reason["veld"] for reason in answer["redenen"])


def test_a_partner_cannot_use_another_kinds_form(keten: Keten) -> None:
    sent = keten.send(JGZ, politiemelding(), kind="politiemelding")
    assert keten.answer(JGZ, sent, "aanlevering.geweigerd.v1")["redenen"][0]["veld"] == "ce_type"


def test_a_wrong_bsn_or_an_unknown_gemeente_never_bounces_a_melding(keten: Keten) -> None:
    form = politiemelding()
    form["betrokkenen"][0]["bsn"] = "123456789"
    form["betrokkenen"][0]["adres"] |= {"gemeentecode": "GM9999", "postcode": "9999ZZ"}
    sent = keten.send(POLITIE, form)
    accepted = keten.answer(POLITIE, sent, "aanlevering.geaccepteerd.v1")
    assert [b["veld"] for b in accepted["bevindingen"]] == ["betrokkenen.0.bsn"]
    with keten.http("intake", "frontoffice-1") as http:

        def waits() -> bool | None:
            status = http.get(f"/v1/meldingen/{accepted['meldingId']}/status").json()
            return True if status["moment"] == "wacht-op-routering" else None

        assert keten.until(waits, "a person decides about the unknown gemeente")


def test_a_gemeente_cannot_read_write_or_list_anothers_topic(keten: Keten) -> None:
    config = keten.platform.credentials("gm0888").librdkafka()
    admin = AdminClient(config)
    seen = set(admin.list_topics(timeout=10).topics)
    own = {
        f"overdracht.gm0888.{part}v1{lane}" for part in ("", "antwoord.") for lane in ("", ".acuut")
    }
    assert seen == own
    consumer = Consumer({**config, "group.id": "gm0888", "auto.offset.reset": "earliest"})
    consumer.subscribe(["overdracht.gm0935.v1"])
    errors = [m.error() for m in consumer.consume(1, 20.0)]
    consumer.close()
    assert [e.code() for e in errors] == [KafkaError.TOPIC_AUTHORIZATION_FAILED]
    refused: list[KafkaError | None] = []
    producer = Producer({**config, "message.timeout.ms": 10_000})
    producer.produce(
        "overdracht.gm0935.antwoord.v1", b"{}", on_delivery=lambda error, _: refused.append(error)
    )
    producer.flush(20)
    assert refused[0] is not None
    assert refused[0].code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
    other = Consumer({**config, "group.id": "gm0935"})
    other.subscribe(["overdracht.gm0888.v1"])
    try:
        codes = [m.error().code() for m in other.consume(1, 10.0) if m.error()]
    except KafkaException as error:
        codes = [error.args[0].code()]
    other.close()
    assert KafkaError.GROUP_AUTHORIZATION_FAILED in codes


def test_an_answer_of_another_party_does_not_count(keten: Keten) -> None:
    sent = keten.send(POLITIE, politiemelding())
    melding = keten.answer(POLITIE, sent, "aanlevering.geaccepteerd.v1")["meldingId"]
    offer = keten.offer("gm0935", melding)
    keten.reply(
        "gm0888", "geaccepteerd", {"overdrachtId": offer["overdrachtId"], "door": "I. Ndringer"}
    )
    with keten.http("routing", "triagist-1") as http:

        def apart() -> bool | None:
            items = http.get("/v1/werkitems", params={"kind": "dead-letter"}).text
            return True if "overdracht.gm0888.antwoord.v1" in items else None

        keten.until(apart, "the stranger's answer set apart with a work item")
        rounds = http.get(f"/v1/meldingen/{melding}/overdrachten").json()
    assert "I. Ndringer" not in json.dumps(rounds)
    assert "geaccepteerd" not in json.dumps(rounds)


def test_one_trace_runs_through_all_hops(keten: Keten) -> None:
    trace = uuid.uuid4().hex
    identity = str(uuid.uuid4())
    headers = [
        *ce(identity, "politiemelding"),
        ("traceparent", f"00-{trace}-{'ab' * 8}-01".encode()),
    ]
    keten.send(POLITIE, politiemelding(), headers=headers)
    keten.answer(POLITIE, identity, "terugkoppeling.gegeven.v1")
    folder = keten.platform.data.root.parent

    def services() -> set[str] | None:
        found = set()
        for path in folder.glob("traces-*.jsonl"):
            if trace in path.read_text():
                found.add(path.stem.removeprefix("traces-").removesuffix("-regulier"))
        return found if len(found) == 4 else None

    expected = {"intake", "triage", "routing", "notification"}
    assert keten.until(services, "spans of four services") == expected


def test_no_signal_is_forgotten() -> None:
    from vt_contracts.melding import Signalen

    assert {field.alias for field in Signalen.model_fields.values()} == set(SIGNALS)
