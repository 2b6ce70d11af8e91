"""Citizens, procesregisseurs, another region, and what was written on paper first."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from intake.domain.melding import Afzender
from intake.domain.opzoeking import read_code
from intake.handlers.letters import Accepted, Letter, LetterOf, OtherContent, Unfit
from intake.handlers.meldingen import Intake
from intake.ports import Sent
from intake.translate.forms import FORMS
from memory import READ, Memory
from vt_contracts.codes import Kanaal, Urgentie
from vt_messaging.commands import Command
from vt_messaging.unit import Unit

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEBSITE = "website-veilig-thuis"


@pytest.fixture
def store() -> Memory:
    return Memory()


@pytest.fixture
def unit() -> Unit:
    return Unit(None, NOW, "intake")  # type: ignore[arg-type]  the fake store reads no database


def post(kanaal: Kanaal, partner: str | None, key: str, **data: Any) -> Command[Letter]:
    content = {"betrokkenen": [{"rol": "kind"}], **data}
    body = json.dumps(content).encode()
    afzender = Afzender(kanaal, partner or kanaal.value, partner, key)
    letter = LetterOf(afzender, Sent("http:x", key), FORMS[kanaal].model_validate_json(body), body)
    return Command(letter, 0, 0, None)


def call(key: str, **data: Any) -> Command[Letter]:
    who = {"melder": {}, "melderSoort": "burger-bekend", "hoedanigheid": "35"}
    return post(Kanaal.TELEFOON, None, key, **who, **data)


def sent(unit: Unit, name: str) -> list[dict[str, Any]]:
    return [json.loads(o.value) for o in unit.outgoing if o.event_type.endswith(f"{name}.v1")]


async def test_an_anonymous_citizen_gets_a_code_and_a_known_one_a_number(
    store: Memory, unit: Unit
) -> None:
    anonymous, known = await Intake(store, READ).accept_posts(
        [
            post(Kanaal.BURGER, WEBSITE, "sleutel-1", hoedanigheid="35"),
            post(Kanaal.BURGER, WEBSITE, "sleutel-2", melder={"email": "b@example.nl"}),
        ],
        unit,
    )
    assert isinstance(anonymous, Accepted)
    assert isinstance(known, Accepted)
    assert anonymous.opzoekcode is not None
    assert read_code(anonymous.opzoekcode) is not None
    assert store.codes == {anonymous.opzoekcode: anonymous.melding_id}
    assert known.opzoekcode is None
    everything = b"".join(o.value for o in unit.outgoing) + b"".join(
        d.outgoing.value for d in unit.deliveries
    )
    assert anonymous.opzoekcode.encode() not in everything
    first, second = sent(unit, "melder.geregistreerd")
    assert first["soort"] == "burger-anoniem"
    assert (second["soort"], second["email"]) == ("burger-bekend", "b@example.nl")
    # A citizen hears it themselves; the website's own topic tells nobody's story.
    assert not {"partner", "berichtId"} & (first.keys() | second.keys())


async def test_a_repeat_gives_the_same_melding_and_another_code_since_the_first_may_be_lost(
    store: Memory, unit: Unit
) -> None:
    intake = Intake(store, READ)
    [first] = await intake.accept_posts([post(Kanaal.BURGER, WEBSITE, "sleutel-1")], unit)
    [again] = await intake.accept_posts([post(Kanaal.BURGER, WEBSITE, "sleutel-1")], unit)
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert first.melding_id == again.melding_id
    assert first.opzoekcode != again.opzoekcode
    assert set(store.codes.values()) == {first.melding_id}
    assert len(store.codes) == 2


async def test_an_anonymous_call_gets_no_code(store: Memory, unit: Unit) -> None:
    who = {"melder": {}, "melderSoort": "burger-anoniem", "hoedanigheid": "35"}
    [answer] = await Intake(store, READ).accept_posts(
        [post(Kanaal.TELEFOON, None, "sleutel-1", **who)], unit
    )
    assert isinstance(answer, Accepted)
    assert answer.opzoekcode is None
    assert store.codes == {}


async def test_a_strategische_melding_is_at_least_hoog_and_says_why(
    store: Memory, unit: Unit
) -> None:
    why = {"procesregisseur": {"naam": "P"}, "namens": "veiligheidshuis", "waarom": "Onrust."}
    await Intake(store, READ).accept_posts(
        [post(Kanaal.PROCESREGISSEUR, None, "sleutel-1", **why)], unit
    )
    [melding] = sent(unit, "melding.ontvangen")
    assert (melding["urgentie"], melding["kanaal"]) == ("hoog", "procesregisseur")
    assert melding["strategisch"] == {"namens": "veiligheidshuis", "waarom": "Onrust."}


async def test_another_region_hands_over_with_history_and_its_own_moment(
    store: Memory, unit: Unit
) -> None:
    earlier = {
        "ontvangenOp": "2025-05-01T10:00:00Z", "vervolg": "onderzoek", "uitkomst": ["06"],
        "toelichting": "Bevestigd.",
    }  # fmt: skip
    data = {
        "regio": "Elders", "contactpersoon": {"naam": "C. Collega"}, "zaaknummer": "NML-9",
        "oorspronkelijkOntvangenOp": "2026-02-20T08:00:00Z", "voorgeschiedenis": [earlier],
    }  # fmt: skip
    partner = "vt-noord-en-midden-limburg"
    await Intake(store, READ).accept_posts(
        [post(Kanaal.ANDERE_REGIO, partner, "sleutel-1", **data)], unit
    )
    [melding] = sent(unit, "melding.ontvangen")
    assert melding["ontvangenOp"] == "2026-03-02T09:00:00Z"
    assert melding["oorspronkelijkOntvangenOp"] == "2026-02-20T08:00:00Z"
    [kept] = melding["voorgeschiedenis"]
    assert earlier.items() <= kept.items()
    assert melding["hoedanigheid"] == "14"
    assert "Collega" not in json.dumps(melding)
    [melder] = sent(unit, "melder.geregistreerd")
    assert (melder["partner"], melder["kenmerk"]) == (partner, "NML-9")


async def test_the_clocks_of_a_late_entry_run_from_the_paper(store: Memory, unit: Unit) -> None:
    paper = NOW - timedelta(days=3)
    [answer] = await Intake(store, READ).accept_posts(
        [call("sleutel-1", ontvangenOp=paper.isoformat())], unit
    )
    assert isinstance(answer, Accepted)
    [melding] = sent(unit, "melding.ontvangen")
    [status] = sent(unit, "melding.status")
    assert melding["ontvangenOp"] == status["op"] == "2026-02-27T09:00:00Z"
    [kept] = store.meldingen.values()
    assert (kept.ontvangen_op, kept.vastgelegd_op) == (paper, NOW)
    table, [audit] = unit.changes._inserts["audit"]
    assert table.name == "audit"
    assert "melding-nagevoerd" in audit


async def test_a_late_entry_that_must_be_corrected_keeps_nothing_and_frees_the_key(
    store: Memory, unit: Unit
) -> None:
    intake = Intake(store, READ, timedelta(days=14))
    long_ago = (NOW - timedelta(days=30)).isoformat()
    later = (NOW + timedelta(minutes=1)).isoformat()
    wrong, future = await intake.accept_posts(
        [call("sleutel-1", ontvangenOp=long_ago), call("sleutel-2", ontvangenOp=later)], unit
    )
    assert isinstance(wrong, Unfit)
    assert isinstance(future, Unfit)
    assert store.meldingen == {}
    [right] = await intake.accept_posts(
        [call("sleutel-1", ontvangenOp=long_ago, ontvangenOpReden="Gevonden.")], unit
    )
    assert isinstance(right, Accepted)
    again, other = await intake.accept_posts(
        [call("sleutel-1", ontvangenOp=long_ago, ontvangenOpReden="Gevonden."), call("sleutel-1")],
        unit,
    )
    assert again == right
    assert isinstance(other, OtherContent)


@pytest.mark.parametrize("kanaal", [Kanaal.TELEFOON, Kanaal.BURGER])
async def test_a_proefbericht_is_marked_on_everything_that_follows(
    store: Memory, unit: Unit, kanaal: Kanaal
) -> None:
    who = {"melder": {}, "hoedanigheid": "35"}
    if kanaal is Kanaal.TELEFOON:
        who["melderSoort"] = "burger-bekend"
    partner = WEBSITE if kanaal is Kanaal.BURGER else None
    await Intake(store, READ).accept_posts(
        [post(kanaal, partner, "sleutel-1", proefbericht=True, **who)], unit
    )
    told = [json.loads(o.value) for o in unit.outgoing]
    told += [json.loads(d.outgoing.value) for d in unit.deliveries]
    assert len(told) == (3 if partner is None else 4)
    assert all(event["proefbericht"] is True for event in told)
    assert all(m.proefbericht for m in store.meldingen.values())
    assert {m.estimate.urgentie for m in store.meldingen.values()} == {Urgentie.REGULIER}
