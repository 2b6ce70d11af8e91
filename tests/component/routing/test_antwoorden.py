"""Answers of parties: only for their own, each with one outcome."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from vt_contracts.codes import Vervolg, WeigerReden
from vt_contracts.events.overdracht import (
    OverdrachtGeaccepteerdV1,
    OverdrachtGestartV1,
    OverdrachtGeweigerdV1,
    OverdrachtOntvangenV1,
)


def offered(service: Any) -> UUID:
    (dossier,) = service.store.dossiers.values()
    return dossier.overdrachten[-1].id


def moments(unit: Any) -> list[str]:
    facts = [o for o in unit.outgoing if o.topic.startswith("melding.status.")]
    return [json.loads(o.value)["moment"] for o in facts]


def started(unit: Any) -> list[Any]:
    """What the clock of an overdracht hears: when a party started, or None."""
    told = [o for o in unit.outgoing if o.topic.startswith("melding.overgedragen.")]
    return [json.loads(o.value).get("gestartOp") for o in told]


async def test_received_accepted_started(service: Any, getrieerd: Any) -> None:
    await service.besluiten(getrieerd())
    identity = offered(service)
    unit = await service.antwoorden(
        "gm0935",
        OverdrachtOntvangenV1(overdracht_id=identity, zaaknummer="Z-1"),
        OverdrachtGeaccepteerdV1(overdracht_id=identity, door="Robin", team="Team Zuid"),
        OverdrachtGestartV1(overdracht_id=identity, gestart_op=datetime(2026, 11, 24, tzinfo=UTC)),
    )
    assert moments(unit) == ["geaccepteerd", "gestart"]
    assert [moment is not None for moment in started(unit)] == [True]
    assert json.loads(unit.outgoing[0].value)["team"] == "Team Zuid"
    (dossier,) = service.store.dossiers.values()
    (overdracht,) = dossier.overdrachten
    assert (overdracht.state, overdracht.door, overdracht.zaaknummer) == ("gestart", "Robin", "Z-1")
    assert overdracht.wekker_op is None
    assert dossier.versie == 3
    assert service.store.loads == 1


async def test_a_repeat_changes_nothing(service: Any, getrieerd: Any) -> None:
    await service.besluiten(getrieerd())
    answer = OverdrachtGeaccepteerdV1(overdracht_id=offered(service), door="Robin")
    await service.antwoorden("gm0935", answer)
    unit = await service.antwoorden("gm0935", answer, answer)
    assert unit.empty


async def test_doorzetten_is_delivered_by_its_receipt(service: Any, getrieerd: Any) -> None:
    await service.besluiten(getrieerd(vervolg=Vervolg.DOORZETTEN))
    unit = await service.antwoorden("gm0935", OverdrachtOntvangenV1(overdracht_id=offered(service)))
    assert moments(unit) == ["bezorgd"]


async def test_a_refusal_asks_a_person_at_once_with_the_proposal(
    service: Any, getrieerd: Any
) -> None:
    await service.besluiten(getrieerd())
    unit = await service.antwoorden(
        "gm0935",
        OverdrachtGeweigerdV1(
            overdracht_id=offered(service),
            reden=WeigerReden.NIET_ONZE_GEMEENTE,
            toelichting="Woont in Vaals",
            voorgestelde_gemeente="GM0981",
        ),
    )
    assert moments(unit) == ["geweigerd"]
    assert started(unit) == [None]
    (item,) = service.store.items.values()
    assert (item.kind, item.details["voorstel"]) == ("overdracht-geweigerd", ["GM0981"])
    assert "Vaals" not in json.dumps(item.details)


@pytest.mark.parametrize("party", ["gm0981", "gm0935"])
async def test_an_answer_for_what_is_not_ones_own_is_a_dead_letter(
    service: Any, getrieerd: Any, party: str
) -> None:
    await service.besluiten(getrieerd())
    identity = offered(service) if party == "gm0981" else uuid4()
    right = OverdrachtOntvangenV1(overdracht_id=offered(service))
    wrong = OverdrachtGeaccepteerdV1(overdracht_id=identity, door="Indringer")
    unit = await service.antwoorden(party, wrong, *([right] if party == "gm0935" else []))
    assert unit.dead_letters == 1
    (dossier,) = service.store.dossiers.values()
    (overdracht,) = dossier.overdrachten
    assert overdracht.door is None
    # The neighbour in the batch is handled all the same.
    assert overdracht.state == ("ontvangen" if party == "gm0935" else "aangeboden")
