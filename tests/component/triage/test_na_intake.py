"""What intake adds to a melding reaches triage as its next version: intake's own events, in any order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from intake.handlers.meldingen import Intake
from memory import READ, Memory
from vt_contracts.cloudevents import Envelope
from vt_contracts.events.aanlevering import AanleveringPolitiemeldingV1
from vt_contracts.events.aanvulling import AanleveringAanvullingV1
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_messaging.records import Incoming, Raw
from vt_messaging.unit import Unit

ZORG = {
    "incidentnummer": "PL-1",
    "wijkagent": {},
    "signalen": {"gevaarOpDitMoment": "nee"},
    "huiselijkGeweldOfKindermishandeling": "ja",
    "aanleiding": ["01"],
    "betrokkenen": [
        {"rol": "slachtoffer", "adres": {"postcode": "6211 AB", "gemeentecode": "GM0935"}}
    ],
}


def incoming(message_id: str, form: Any, data: dict[str, Any]) -> Incoming[Any]:
    value = json.dumps(data).encode()
    raw = Raw("aanlevering.politie-limburg.v1", 0, 0, None, value, (), 4_000_000_000_000)
    envelope = Envelope(message_id, "urn", "t", "application/json", None, None)
    return Incoming(raw, envelope, form.model_validate_json(value), None)


@pytest.fixture
async def versions(keten: Any) -> tuple[MeldingOntvangenV1, MeldingOntvangenV1]:
    """A melding as intake tells of it: as it came, and after the police added a signal."""
    intake, unit = Intake(Memory(), READ), Unit(None, keten.now, "intake")  # type: ignore[arg-type]
    await intake.accept_records([incoming("a", AanleveringPolitiemeldingV1, ZORG)], unit)
    more = {"over": "a", "signalen": {"wapen": "ja"}, "betrokkenen": [{"rol": "kind"}]}
    await intake.accept_records([incoming("b", AanleveringAanvullingV1, more)], unit)
    first, second = (
        MeldingOntvangenV1.model_validate_json(out.value)
        for out in unit.outgoing
        if out.event_type.endswith("melding.ontvangen.v1")
    )
    return first, second


async def test_an_addition_is_decided_anew_with_all_that_is_known(
    keten: Any, tell: Any, versions: tuple[MeldingOntvangenV1, MeldingOntvangenV1]
) -> None:
    first, second = versions
    decided = tell(await keten.receive(first))
    assert decided[0][1]["vervolg"] == "overdracht"
    raised = tell(await keten.receive(second))
    assert raised[0][0] == "melding.getrieerd.v1.acuut"
    assert (raised[0][1]["vervolg"], raised[0][1]["versie"]) == ("direct-ingrijpen", 2)
    assert len(raised[0][1]["betrokkenen"]) == 2


async def test_versions_in_the_wrong_order_or_twice_change_nothing_more(
    keten: Any, tell: Any, versions: tuple[MeldingOntvangenV1, MeldingOntvangenV1]
) -> None:
    first, second = versions
    assert tell(await keten.receive(second))[0][1]["vervolg"] == "direct-ingrijpen"
    assert await keten.receive(first, second, first) == []
    assert keten.triage(second)["gezien_versie"] == 2


@pytest.mark.parametrize("signalen", [{"gevaarOpDitMoment": "nee"}, {}, {"wapen": "ja"}])
async def test_a_proefbericht_stays_one_whatever_is_decided_or_asked(
    keten: Any, tell: Any, signalen: dict[str, str]
) -> None:
    intake, unit = Intake(Memory(), READ), Unit(None, keten.now, "intake")  # type: ignore[arg-type]
    data = {**ZORG, "signalen": signalen, "proefbericht": True}
    more = {"over": "a", "toelichting": "Meer."}
    await intake.accept_records(
        [
            incoming("a", AanleveringPolitiemeldingV1, data),
            incoming("b", AanleveringAanvullingV1, more),
        ],
        unit,
    )
    sent = [json.loads(out.value) for out in unit.outgoing]
    sent += [json.loads(delivery.outgoing.value) for delivery in unit.deliveries]
    for out in unit.outgoing:
        if out.event_type.endswith("melding.ontvangen.v1"):
            event = MeldingOntvangenV1.model_validate_json(out.value)
            sent += [told for _, told in tell(await keten.receive(event))]
    assert len(sent) > 7
    assert all(event["proefbericht"] is True for event in sent)
    assert all(json.loads(item["details"])["proefbericht"] for item in keten.items())
