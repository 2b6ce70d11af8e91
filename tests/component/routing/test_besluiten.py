"""Decisions of triage: offers, questions, or nothing."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from vt_contracts.codes import Urgentie, Vervolg
from vt_contracts.events.overdracht import OverdrachtAangebodenV1
from vt_messaging.records import Outgoing
from vt_messaging.unit import Unit


def told(unit: Unit) -> list[tuple[str, str, dict[str, Any]]]:
    """Topic, event id and data of each status event."""
    return [(o.topic, o.event_id, json.loads(o.value)) for o in unit.outgoing]


def moments(unit: Unit) -> list[str]:
    return [data["moment"] for _, _, data in told(unit)]


def questions(store: Any) -> list[tuple[str, int]]:
    return [(item.kind, item.priority) for item in store.items.values()]


async def test_an_overdracht_is_offered_to_the_gemeente_of_the_child(
    service: Any, getrieerd: Any, opened: Any
) -> None:
    event = getrieerd(advies="Bel eerst.", risicofactoren=["wapen"])
    unit = await service.besluiten(event)
    (delivery,) = unit.deliveries
    out: Outgoing = delivery.outgoing
    assert delivery.destination == out.topic == "overdracht.gm0935.v1"
    assert out.content_type == "application/jose"
    assert out.event_type == OverdrachtAangebodenV1.contract_type
    assert out.event_id == delivery.id == f"{event.melding_id}:routing:gm0935:1"
    assert out.key == event.melding_id.bytes
    offer = OverdrachtAangebodenV1.model_validate(opened(delivery))
    assert (offer.partij, offer.gemeente, offer.team) == ("gm0935", "GM0935", "Toegang Maastricht")
    assert (offer.ronde, offer.bevestiging) == (1, "acceptatie")
    assert offer.antwoord_topic == "overdracht.gm0935.antwoord.v1"
    assert (offer.advies, offer.risicofactoren) == ("Bel eerst.", ["wapen"])
    assert offer.betrokkenen == event.betrokkenen
    ((topic, event_id, status),) = told(unit)
    assert (topic, event_id) == ("melding.status.v1", f"{event.melding_id}:routing:1:status")
    assert (status["moment"], status["gemeente"], status["partij"], status["team"]) == (
        "aangeboden", "GM0935", "gm0935", "Toegang Maastricht",
    )  # fmt: skip
    assert b"Bas" not in out.value
    assert service.store.loads == 2


async def test_an_acute_one_goes_over_the_acute_topics(service: Any, getrieerd: Any) -> None:
    unit = await service.besluiten(
        getrieerd(vervolg=Vervolg.DIRECT_INGRIJPEN, urgentie=Urgentie.ACUUT)
    )
    assert unit.deliveries[0].destination == "overdracht.gm0935.v1.acuut"
    assert told(unit)[0][0] == "melding.status.v1.acuut"


async def test_doorzetten_asks_for_receipt_alone(service: Any, getrieerd: Any, opened: Any) -> None:
    unit = await service.besluiten(getrieerd(vervolg=Vervolg.DOORZETTEN))
    assert opened(unit.deliveries[0])["bevestiging"] == "ontvangst"


@pytest.mark.parametrize(
    ("urgentie", "priority", "minutes"), [(Urgentie.ACUUT, 2, 5), (Urgentie.HOOG, 1, 240)]
)
async def test_an_uncertain_place_is_a_persons(
    service: Any, getrieerd: Any, urgentie: Urgentie, priority: int, minutes: int
) -> None:
    unit = await service.besluiten(getrieerd(postcode="1012AB", urgentie=urgentie))
    assert not unit.deliveries
    assert moments(unit) == ["wacht-op-routering"]
    (item,) = service.store.items.values()
    assert (item.kind, item.priority) == ("routering", priority)
    assert (item.deadline - service.now).total_seconds() == minutes * 60
    assert "niet in de regio" in item.details["uitleg"]


async def test_a_proefbericht_never_reaches_a_team(service: Any, getrieerd: Any) -> None:
    unit = await service.besluiten(getrieerd(proefbericht=True, urgentie=Urgentie.ACUUT))
    assert not unit.deliveries
    ((_, _, status),) = told(unit)
    assert (status["moment"], status.get("partij"), status["proefbericht"]) == (
        "afgesloten", None, True,
    )  # fmt: skip


async def test_other_decisions_are_only_remembered(service: Any, getrieerd: Any) -> None:
    unit = await service.besluiten(getrieerd(vervolg=Vervolg.ONDERZOEK))
    assert not unit.deliveries
    assert not unit.outgoing
    assert next(iter(service.store.dossiers.values())).besluit_versie == 1


async def test_the_same_or_an_older_version_is_ignored(service: Any, getrieerd: Any) -> None:
    await service.besluiten(getrieerd(versie=2))
    unit = await service.besluiten(getrieerd(versie=2), getrieerd(versie=1))
    assert unit.empty


async def test_twice_in_one_batch_is_one_offer(service: Any, getrieerd: Any) -> None:
    unit = await service.besluiten(getrieerd(), getrieerd())
    assert len(unit.deliveries) == 1


async def test_a_changed_decision_is_a_persons(service: Any, getrieerd: Any) -> None:
    unit = await service.besluiten(getrieerd(), getrieerd(versie=2, urgentie=Urgentie.ACUUT))
    assert len(unit.deliveries) == 1
    assert questions(service.store) == [("besluit-gewijzigd", 2)]
    (dossier,) = service.store.dossiers.values()
    assert dossier.urgentie is Urgentie.ACUUT
    assert len(service.store.contents) == 2


async def test_a_batch_is_two_loads_and_each_offer_opens_with_its_own_key(
    service: Any, getrieerd: Any, opened: Any
) -> None:
    events = [getrieerd(n, postcode=("6211AB", "6291AB")[n % 2]) for n in range(1, 41)]
    unit = await service.besluiten(*events)
    assert service.store.loads == 2
    seen = {UUID(opened(d)["meldingId"]) for d in unit.deliveries}
    assert seen == {event.melding_id for event in events}
    topics = {d.destination for d in unit.deliveries}
    assert topics == {"overdracht.gm0935.v1", "overdracht.gm0981.v1"}
