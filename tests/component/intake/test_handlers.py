"""Intake's handlers over a store in memory: repeats, strangers' forms, and what is announced."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from intake.domain.melding import Afzender
from intake.handlers.letters import Accepted, Letter, OtherContent
from intake.handlers.meldingen import Intake
from intake.ports import Sent
from memory import READ, Memory
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Kanaal, Moment, Urgentie
from vt_contracts.events.aanlevering import (
    AanleveringPolitiemeldingV1,
    AanleveringTelefonischeMeldingV1,
)
from vt_contracts.events.melding import MeldingStatusV1
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


def form(**changes: Any) -> dict[str, Any]:
    return {
        "incidentnummer": "PL-1",
        "wijkagent": {"naam": "W"},
        "betrokkenen": [{"rol": "kind"}],
        **changes,
    }


def record(
    message_id: str, data: dict[str, Any] | None = None, topic: str = TOPIC, offset: int = 0
) -> Incoming[Any]:
    value = json.dumps(data or form()).encode()
    event = AanleveringPolitiemeldingV1.model_validate_json(value)
    raw = Raw(topic, 0, offset, None, value, (), 4_000_000_000_000)
    return Incoming(
        raw, Envelope(message_id, "urn", "t", "application/json", None, None), event, None
    )


def topics(unit: Unit) -> list[str]:
    return [out.topic for out in unit.outgoing]


async def test_a_new_record_is_announced_to_all_who_need_it(store: Memory, unit: Unit) -> None:
    await Intake(store, READ).accept_records([record("a")], unit)
    assert topics(unit) == ["melding.ontvangen.v1", "melder.geregistreerd.v1", "melding.status.v1"]
    [told] = unit.deliveries
    assert told.destination == "aanlevering.politie-limburg.antwoord.v1"


async def test_the_lane_follows_from_the_signals_not_from_the_topic(
    store: Memory, unit: Unit
) -> None:
    data = form(signalen={"wapen": "ja"})
    await Intake(store, READ).accept_records([record("a", data)], unit)
    assert all(topic.endswith(".acuut") for topic in topics(unit))


async def test_the_melding_says_nothing_of_the_melder_and_the_melder_nothing_of_the_family(
    store: Memory, unit: Unit
) -> None:
    data = form(
        wijkagent={"naam": "Wijkagentnaam", "email": "agent@example.nl"},
        betrokkenen=[{"rol": "kind", "geslachtsnaam": "Familienaam"}],
    )
    await Intake(store, READ).accept_records([record("a", data)], unit)
    melding, melder, status = (out.value.decode() for out in unit.outgoing)
    assert "Familienaam" in melding
    assert "Wijkagentnaam" not in melding
    assert "agent@example.nl" in melder
    assert "Familienaam" not in melder + status


async def test_a_repeat_in_the_same_batch_or_later_changes_nothing(
    store: Memory, unit: Unit
) -> None:
    intake = Intake(store, READ)
    await intake.accept_records([record("a"), record("a", offset=1)], unit)
    await intake.accept_records([record("a", offset=2)], unit)
    assert len(store.meldingen) == 1
    assert len(unit.outgoing) == 3


async def test_the_same_id_with_other_content_is_for_a_person(store: Memory, unit: Unit) -> None:
    other = form(toelichting="anders")
    await Intake(store, READ).accept_records([record("a"), record("a", other, offset=1)], unit)
    assert len(store.meldingen) == 1
    assert unit.dead_letters == 1
    told = [d.outgoing.event_type.split(".", 2)[2] for d in unit.deliveries]
    assert sorted(told) == [
        "aanlevering.geaccepteerd.v1",
        "aanlevering.geweigerd.v1",
        "dead-letter.v1",
    ]


async def test_a_partner_that_uses_anothers_form_is_told(store: Memory, unit: Unit) -> None:
    stranger = record("a", topic="aanlevering.jgz-zuid-limburg.v1")
    await Intake(store, READ).accept_records([stranger, record("b", offset=1)], unit)
    assert len(store.meldingen) == 1
    assert unit.dead_letters == 1


def post(key: str, text: str = "") -> Command[Letter]:
    opgave = AanleveringTelefonischeMeldingV1.model_validate(
        {
            "melder": {},
            "melderSoort": "burger-bekend",
            "hoedanigheid": "35",
            "toelichting": text,
            "betrokkenen": [{"rol": "kind", "bsn": "123456789"}],
        }
    )
    afzender = Afzender(Kanaal.TELEFOON, "telefoon", None, key)
    letter = Letter(afzender, Sent("http:ans", key), opgave, opgave.model_dump_json().encode())
    return Command(letter, 0, 0, None)


async def test_a_repeated_post_gets_the_first_answer_again(store: Memory, unit: Unit) -> None:
    intake = Intake(store, READ)
    [first] = await intake.accept_posts([post("k")], unit)
    second, other = await intake.accept_posts([post("k"), post("k", "anders")], unit)
    assert isinstance(first, Accepted)
    assert [b.veld for b in first.bevindingen] == ["betrokkenen.0.bsn"]
    assert second == first
    assert isinstance(other, OtherContent)
    assert len(store.meldingen) == 1


async def test_its_own_statuses_are_not_kept(store: Memory, unit: Unit) -> None:
    def status(schrijver: str) -> Incoming[MeldingStatusV1]:
        event = MeldingStatusV1(
            melding_id=UUID(int=1), nummer="n", versie=1, schrijver=schrijver,
            moment=Moment.GETRIEERD, op=NOW, urgentie=Urgentie.HOOG,
        )  # fmt: skip
        return record("x")._replace(event=event)  # type: ignore[return-value]

    await Intake(store, READ).keep_statuses([status("intake"), status("triage")], unit)
    assert [s.schrijver for s in store.statuses] == ["triage"]


async def test_a_certain_signal_in_the_text_is_acuut_with_a_code_and_no_words(
    store: Memory, unit: Unit
) -> None:
    data = form(mutatie="VE pakte SO bij de keel.")
    await Intake(store, READ).accept_records([record("a", data)], unit)
    melding = json.loads(unit.outgoing[0].value)
    assert (melding["urgentie"], melding["urgentieRedenen"]) == ("acuut", ["tekst:verwurging"])
    assert melding["signalenUitTekst"] == ["verwurging"]
    assert melding["woordenlijst"]
    assert melding["signalen"]["verwurging"] == "onbekend"
    assert all(topic.endswith(".acuut") for topic in topics(unit))


async def test_a_possible_signal_hurries_the_melding_to_triage_and_is_not_acuut(
    store: Memory, unit: Unit
) -> None:
    data = form(toelichting="VE pakte SO bij de keel.", signalen={"verwurging": "nee"})
    await Intake(store, READ).accept_records([record("a", data)], unit)
    melding = json.loads(unit.outgoing[0].value)
    assert (melding["urgentie"], melding["urgentieRedenen"]) == ("regulier", [])
    assert melding["mogelijkeSignalen"] == ["verwurging"]
    assert melding["signalen"]["verwurging"] == "nee"
    assert [topic.endswith(".acuut") for topic in topics(unit)] == [True, False, False]
