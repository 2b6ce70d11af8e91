"""Additions and links: to one's own meldingen alone, once each, in versions."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from intake.domain.melding import Afzender
from intake.handlers.aanvullingen import Aanvullingen, Addition
from intake.handlers.letters import Accepted, LetterOf, NotThere, OtherContent
from intake.handlers.meldingen import Intake
from intake.ports import Sent
from memory import READ, Memory
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Kanaal, Urgentie
from vt_contracts.events.aanlevering import (
    AanleveringPolitiemeldingV1,
    AanleveringProfessioneleMeldingV1,
)
from vt_contracts.events.aanvulling import AanleveringAanvullingV1, AanvullingOpgave
from vt_messaging.commands import Command
from vt_messaging.records import Incoming, Raw
from vt_messaging.unit import Unit

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOPIC = "aanlevering.politie-limburg.v1"


@pytest.fixture
def store() -> Memory:
    return Memory()


@pytest.fixture
def unit() -> Unit:
    return Unit(None, NOW, "intake")  # type: ignore[arg-type]  the fake store reads no database


def record(message_id: str, form: Any, data: dict[str, Any], topic: str = TOPIC) -> Incoming[Any]:
    value = json.dumps(data).encode()
    raw = Raw(topic, 0, 0, None, value, (), 4_000_000_000_000)
    envelope = Envelope(message_id, "urn", "t", "application/json", None, None)
    return Incoming(raw, envelope, form.model_validate_json(value), None)


def police(message_id: str, topic: str = TOPIC, **changes: Any) -> Incoming[Any]:
    data = {
        "incidentnummer": f"PL-{message_id}",
        "wijkagent": {},
        "betrokkenen": [{"rol": "kind"}],
        **changes,
    }
    return record(message_id, AanleveringPolitiemeldingV1, data, topic)


def addition(message_id: str, over: str, topic: str = TOPIC, **changes: Any) -> Incoming[Any]:
    return record(message_id, AanleveringAanvullingV1, {"over": over, **changes}, topic)


def received(unit: Unit) -> list[dict[str, Any]]:
    return [
        json.loads(out.value)
        for out in unit.outgoing
        if out.event_type.endswith("melding.ontvangen.v1")
    ]


def answers(unit: Unit) -> list[dict[str, Any]]:
    return [json.loads(d.outgoing.value) for d in unit.deliveries if "antwoord" in d.destination]


async def test_an_addition_is_the_next_version_of_the_melding(store: Memory, unit: Unit) -> None:
    intake = Intake(store, READ)
    await intake.accept_records([police("a", toelichting="Ruzie.")], unit)
    before = len(unit.outgoing)
    await intake.accept_records([addition("b", "a", signalen={"wapen": "ja"})], unit)
    first, second = received(unit)
    assert (first["versie"], first["urgentie"]) == (1, "regulier")
    assert (second["versie"], second["urgentie"]) == (2, "acuut")
    assert second["meldingId"] == first["meldingId"]
    assert second["toelichting"] == "Ruzie."
    added = unit.outgoing[before:]
    assert [out.topic for out in added] == [
        "melding.ontvangen.v1.acuut", "melding.status.v1.acuut",
    ]  # fmt: skip
    assert [json.loads(out.value).get("moment") for out in added] == [None, "aangevuld"]
    assert len({out.event_id for out in unit.outgoing}) == len(unit.outgoing)
    told = answers(unit)[-1]
    assert (told["berichtId"], told["versie"], told["urgentie"]) == ("b", 2, "acuut")
    [kept] = store.meldingen.values()
    assert (kept.version, kept.estimate.urgentie) == (2, Urgentie.ACUUT)


async def test_additions_in_the_batch_of_their_melding_count_too_in_any_order(
    store: Memory, unit: Unit
) -> None:
    batch = [
        addition("b", "a", toelichting="Een."),
        police("a"),
        addition("c", "b", toelichting="Twee."),
        police("z"),
    ]
    await Intake(store, READ).accept_records(batch, unit)
    of_a = [m for m in received(unit) if m["politie"]["incidentnummer"] == "PL-a"]
    assert [m["versie"] for m in of_a] == [1, 2, 3]
    assert "Een." in of_a[-1]["toelichting"]
    assert "Twee." in of_a[-1]["toelichting"]
    assert sorted(m.version for m in store.meldingen.values()) == [1, 3]
    assert unit.dead_letters == 0


async def test_an_addition_may_name_the_number_and_follows_on_earlier_ones(
    store: Memory, unit: Unit
) -> None:
    intake = Intake(store, READ)
    await intake.accept_records([police("a")], unit)
    nummer = received(unit)[0]["nummer"]
    await intake.accept_records([addition("b", nummer, toelichting="Een.")], unit)
    await intake.accept_records([addition("c", nummer, toelichting="Twee.")], unit)
    last = received(unit)[-1]
    assert last["versie"] == 3
    assert last["toelichting"] == "Aanvulling 1:\nEen.\n\nAanvulling 2:\nTwee."


async def test_a_repeat_adds_nothing_and_other_content_is_for_a_person(
    store: Memory, unit: Unit
) -> None:
    intake = Intake(store, READ)
    await intake.accept_records([police("a"), addition("b", "a"), addition("b", "a")], unit)
    await intake.accept_records([addition("b", "a")], unit)
    assert [m["versie"] for m in received(unit)] == [1, 2]
    await intake.accept_records([addition("b", "a", toelichting="Anders.")], unit)
    assert unit.dead_letters == 1
    assert len(received(unit)) == 2


@pytest.mark.parametrize("by_number", [False, True])
async def test_anothers_melding_is_as_unknown_as_one_that_is_not_there(
    store: Memory, unit: Unit, by_number: bool
) -> None:
    intake = Intake(store, READ)
    other = "aanlevering.politie-oost-brabant.v1"
    await intake.accept_records([police("a", other)], unit)
    name = received(unit)[0]["nummer"] if by_number else "a"
    await intake.accept_records([addition("b", name), addition("c", "bestaat-niet")], unit)
    assert unit.dead_letters == 2
    refused = [a for a in answers(unit) if "redenen" in a]
    assert [a["berichtId"] for a in refused] == ["b", "c"]
    assert refused[0]["redenen"] == refused[1]["redenen"]
    assert len(received(unit)) == 1


async def test_what_came_over_http_can_be_added_to_over_the_topic(
    store: Memory, unit: Unit
) -> None:
    intake = Intake(store, READ)
    await intake.accept_records([police("a")], unit)
    [melding] = store.meldingen.values()
    store.inbox = {
        Sent("http:politie-limburg", "sleutel"): store.inbox[Sent("politie-limburg", "a")]
    }
    await intake.accept_records([addition("b", "sleutel")], unit)
    assert store.meldingen[melding.id].version == 2


async def test_a_structured_event_can_be_added_to(store: Memory, unit: Unit) -> None:
    whole = police("a", toelichting="Ruzie.")
    envelope = {"specversion": "1.0", "id": "a", "data": json.loads(whole.raw.value or b"")}
    structured = whole._replace(raw=whole.raw._replace(value=json.dumps(envelope).encode()))
    intake = Intake(store, READ)
    await intake.accept_records([structured], unit)
    await intake.accept_records([addition("b", "a", toelichting="Meer.")], unit)
    assert received(unit)[-1]["toelichting"] == "Ruzie.\n\nAanvulling 1:\nMeer."


def post(
    melding_id: UUID, key: str, bron: str | None = None, text: str = "Meer."
) -> Command[Addition]:
    opgave = AanvullingOpgave(toelichting=text)
    kanaal = Kanaal.TELEFOON if bron is None else Kanaal.POLITIE
    afzender = Afzender(kanaal, bron or "telefoon", bron, key)
    letter = LetterOf(
        afzender, Sent(f"http:{bron}", key), opgave, opgave.model_dump_json().encode()
    )
    return Command(Addition(melding_id, bron, letter), 0, 0, None)


async def test_over_http_a_medewerker_adds_to_any_and_a_partner_to_its_own(
    store: Memory, unit: Unit
) -> None:
    await Intake(store, READ).accept_records([police("a")], unit)
    [melding] = store.meldingen
    [mine, own, other, missing, again, changed] = await Aanvullingen(store, READ).add_posts(
        [
            post(melding, "sleutel-1"),
            post(melding, "sleutel-2", "politie-limburg"),
            post(melding, "sleutel-3", "politie-oost-brabant"),
            post(UUID(int=9), "sleutel-4"),
            post(melding, "sleutel-1"),
            post(melding, "sleutel-1", text="Anders."),
        ],
        unit,
    )
    assert isinstance(mine, Accepted)
    assert isinstance(own, Accepted)
    assert (mine.versie, own.versie) == (2, 3)
    assert isinstance(other, NotThere)
    assert isinstance(missing, NotThere)
    assert isinstance(again, Accepted)
    assert again.versie == 3
    assert isinstance(changed, OtherContent)
    assert store.meldingen[melding].version == 3


async def test_a_melding_that_would_grow_too_large_is_left_alone(store: Memory, unit: Unit) -> None:
    intake = Intake(store, READ)
    await intake.accept_records([police("a")], unit)
    text = "é" * 20_000
    await intake.accept_records([addition(f"b{i}", "a", toelichting=text) for i in range(30)], unit)
    versions = [m["versie"] for m in received(unit)]
    assert versions == list(range(1, len(versions) + 1))
    assert 15 < len(versions) < 30
    assert unit.dead_letters == 31 - len(versions)
    assert max(len(out.value) for out in unit.outgoing) < 1024 * 1024


# Links


async def test_a_second_report_of_one_event_is_linked_and_stays_a_melding(
    store: Memory, unit: Unit
) -> None:
    intake = Intake(store, READ)
    same = {"incidentnummer": "PL-1"}
    await intake.accept_records([police("a", **same), police("b", **same), police("c")], unit)
    await intake.accept_records([police("d", **same)], unit)
    elsewhere = "aanlevering.politie-oost-brabant.v1"
    await intake.accept_records([police("e", elsewhere, **same)], unit)
    first, second, other, third, of_others = received(unit)
    assert second["verwijstNaar"] == third["verwijstNaar"] == first["meldingId"]
    for melding in (first, other, of_others):
        assert "verwijstNaar" not in melding
    assert len(store.meldingen) == 5


async def test_a_reference_to_ones_own_melding_is_a_link_and_another_is_reported_back(
    store: Memory, unit: Unit
) -> None:
    jgz = "aanlevering.jgz-zuid-limburg.v1"

    def report(message_id: str, verwijst_naar: str) -> Incoming[Any]:
        data = {
            "melder": {},
            "hoedanigheid": "03",
            "betrokkenen": [{"rol": "kind"}],
            "verwijstNaar": verwijst_naar,
        }
        return record(message_id, AanleveringProfessioneleMeldingV1, data, jgz)

    intake = Intake(store, READ)
    await intake.accept_records([police("a")], unit)
    await intake.accept_records([report("x", "a"), report("y", "x")], unit)
    _, strange, own = received(unit)
    assert "verwijstNaar" not in strange
    assert [b["veld"] for b in strange["bevindingen"]] == ["verwijstNaar"]
    assert own["verwijstNaar"] == strange["meldingId"]
    assert own["bevindingen"] == []
