"""What a procesregisseur or another region brings is decided by a person, unless it is acuut."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from vt_contracts.codes import Kanaal, Urgentie


async def test_a_strategische_melding_is_for_a_gedragswetenschapper_at_least_hoog(
    keten: Any, tell: Any, make: Any
) -> None:
    night = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 23:30 in Amsterdam
    keten.now = night
    melding = make(kanaal=Kanaal.PROCESREGISSEUR, urgentie=Urgentie.REGULIER, ontvangen_op=night)
    [(topic, status)] = tell(await keten.receive(melding))
    assert (topic, status["moment"], status["urgentie"]) == (
        "melding.status.v1", "wacht-op-besluit", "hoog",
    )  # fmt: skip
    [item] = keten.items()
    details = json.loads(item["details"])
    assert (details["rol"], details["regels"]) == (
        "gedragswetenschapper",
        ["overdracht", "strategische-melding"],
    )
    # It waits for the morning: the end of that day, not of this one.
    assert item["deadline"] == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


async def test_an_ordinary_melding_names_no_role(keten: Any, make: Any) -> None:
    await keten.receive(make(signalen={}))
    [item] = keten.items()
    assert "rol" not in json.loads(item["details"])


async def test_another_regions_melding_is_never_passed_on_without_a_person(
    keten: Any, make: Any
) -> None:
    await keten.receive(make(kanaal=Kanaal.ANDERE_REGIO))
    [item] = keten.items()
    assert json.loads(item["details"])["regels"] == ["overdracht", "andere-regio"]


@pytest.mark.parametrize("kanaal", [Kanaal.PROCESREGISSEUR, Kanaal.ANDERE_REGIO])
async def test_acuut_waits_for_nobody(keten: Any, tell: Any, make: Any, kanaal: Kanaal) -> None:
    melding = make(kanaal=kanaal, signalen={"wapen": "ja"}, urgentie=Urgentie.ACUUT)
    decided = tell(await keten.receive(melding))
    assert decided[0][1]["vervolg"] == "direct-ingrijpen"
    assert keten.items() == []
