"""Silence: reminded half-way, then the deputy, then a person."""

from __future__ import annotations

import json
from typing import Any

from vt_contracts.codes import Urgentie
from vt_contracts.events.overdracht import OverdrachtGeaccepteerdV1, OverdrachtHerinnerdV1


def moments(unit: Any) -> list[str]:
    return [json.loads(o.value)["moment"] for o in unit.outgoing]


async def test_silence_in_maastricht(service: Any, getrieerd: Any, opened: Any) -> None:
    event = getrieerd(urgentie=Urgentie.ACUUT)
    await service.besluiten(event)
    assert (await service.tick(minutes=7)).empty
    unit = await service.tick(minutes=1)
    assert moments(unit) == ["herinnerd"]
    (delivery,) = unit.deliveries
    assert delivery.id == f"{event.melding_id}:routing:gm0935:1:herinnering"
    reminder = OverdrachtHerinnerdV1.model_validate_json(delivery.outgoing.value)
    assert reminder.antwoord_topic == "overdracht.gm0935.antwoord.v1.acuut"
    assert (await service.tick(minutes=1)).empty

    unit = await service.tick(minutes=6)
    assert moments(unit) == ["aangeboden"]
    assert service.store.loads == 3
    (delivery,) = unit.deliveries
    assert delivery.id == f"{event.melding_id}:routing:gm0935:2"
    offer = opened(delivery)
    assert (offer["ronde"], offer["team"]) == (2, "Achterwacht Maastricht")
    assert not service.store.items

    unit = await service.tick(minutes=15)
    assert moments(unit) == ["geescaleerd"]
    (item,) = service.store.items.values()
    assert (item.kind, item.priority, item.details["voorstel"]) == (
        "overdracht-stil", 2, ["GM0935"],
    )  # fmt: skip
    assert (await service.tick(days=9)).empty


async def test_a_late_acceptance_counts_and_the_deputy_is_not_waited_for(
    service: Any, getrieerd: Any
) -> None:
    await service.besluiten(getrieerd(urgentie=Urgentie.ACUUT))
    await service.tick(minutes=15)
    (dossier,) = service.store.dossiers.values()
    first, second = dossier.overdrachten
    unit = await service.antwoorden(
        "gm0935", OverdrachtGeaccepteerdV1(overdracht_id=first.id, door="Robin")
    )
    assert moments(unit) == ["geaccepteerd"]
    (dossier,) = service.store.dossiers.values()
    assert [o.state for o in dossier.overdrachten] == ["geaccepteerd", "ingehaald"]
    assert (await service.tick(days=9)).empty
    await service.antwoorden(
        "gm0935", OverdrachtGeaccepteerdV1(overdracht_id=second.id, door="Kim")
    )
    assert [item.kind for item in service.store.items.values()] == ["overdracht-tegenstrijdig"]


async def test_without_a_deputy_a_person_is_asked_at_the_deadline(
    service: Any, getrieerd: Any
) -> None:
    await service.besluiten(getrieerd(postcode="6291AB", urgentie=Urgentie.HOOG))
    unit = await service.tick(hours=4)
    assert moments(unit) == ["geescaleerd"]
    assert not unit.deliveries
