"""Acute meldingen wait for a person; the clock moves, the roster is paged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from triage.domain.triage import Beslissing
from triage.handlers.acuut import Bevestig
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Moment, Urgentie, Vervolg
from vt_contracts.events.melding import MeldingStatusV1
from vt_messaging.records import Incoming, Raw
from vt_messaging.unit import Unit
from vt_messaging.work_items.handlers import Act, Decide

ACUUT = {"wapen": "ja"}
UNKNOWN: dict[str, str] = {}


async def tick(keten: Any) -> int:
    return await keten.command(keten.acute.watch, None)  # type: ignore[no-any-return]


async def told(keten: Any, **changes: Any) -> None:
    content: dict[str, Any] = {
        "melding_id": UUID(int=1), "nummer": "VT-2026-0000001-1", "versie": 3,
        "schrijver": "routing", "moment": Moment.GEACCEPTEERD, "op": keten.now,
        "urgentie": Urgentie.ACUUT, "partij": "gm0935", "team": "Team Oost",
    }  # fmt: skip
    event = MeldingStatusV1(**(content | changes))
    raw = Raw("melding.status.v1.acuut", 0, 0, None, b"", (), 0)
    record = Incoming(raw, Envelope("i", "s", "t", "application/json", None, None), event, None)
    await keten._commit(lambda unit: keten.acute.follow_status([record], unit))


def waits(keten: Any) -> list[dict[str, Any]]:
    return [r for r in keten.store.rows("acute_melding") if r["bevestigd_op"] is None]


async def test_an_ordinary_melding_costs_nothing(keten: Any, make: Any, zorg: Any) -> None:
    await keten.receive(make(1), zorg(2), make(3, signalen=UNKNOWN))
    assert keten.store.rows("acute_melding") == []
    before = keten.store.loads
    await keten.receive(make(4))
    assert keten.store.loads - before == 2, "triages and families, as ever"


async def test_an_acute_melding_is_not_held_up_by_waiting(keten: Any, make: Any, tell: Any) -> None:
    sent = await keten.receive(make(1, signalen=ACUUT))
    assert tell(sent)[0][0] == "melding.getrieerd.v1.acuut"
    assert tell(sent)[0][1]["vervolg"] == "direct-ingrijpen"
    (row,) = waits(keten)
    assert row["nummer"] == "VT-2026-0000001-1"


async def test_five_minutes_then_the_next_then_again_with_a_work_item(
    keten: Any, make: Any
) -> None:
    await keten.receive(make(1, signalen=ACUUT))
    numbers: list[list[str]] = []
    for minute in range(1, 21):
        keten.later(minutes=1)
        await tick(keten)
        numbers.append([page["naar"][-1] for page in keten.pages])
        if minute == 4:
            assert keten.pages == []
        if minute == 10:
            (item,) = keten.items()
            assert (item["kind"], item["priority"]) == ("acuut-onbevestigd", 2)
    assert numbers[4] == ["1"]
    assert numbers[9] == ["1", "2"]
    assert numbers[14] == ["1", "2", "1"]
    assert numbers[19] == ["1", "2", "1", "2"]
    assert len(keten.items()) == 1, "one work item, which stays open"
    assert keten.alarms == ["acuut-onbeantwoord"] * 2
    assert {page["tekst"] for page in keten.pages} == {"Acuut: VT-2026-0000001-1"}
    assert len({page["kenmerk"] for page in keten.pages}) == 4
    assert len(keten.audit("acuut-opgeroepen")) == 4
    in_the_clear = [keten.pages, keten.audit("acuut-opgeroepen"), keten.items()]
    assert "Jansen" not in str(in_the_clear)


async def test_nobody_on_duty_pages_the_fallback_and_rings(keten: Any, make: Any) -> None:
    keten.later(hours=12)  # at night the roster of this test names nobody
    await keten.receive(make(1, signalen=ACUUT, ontvangen_op=keten.now))
    keten.later(minutes=5)
    await tick(keten)
    assert [page["naar"] for page in keten.pages] == ["+31430000000"]
    assert "niemand-in-dienst" in keten.alarms


async def test_a_person_acknowledges_once_and_nobody_is_paged(keten: Any, make: Any) -> None:
    await keten.receive(make(1, signalen=ACUUT))
    first = await keten.command(keten.acute.confirm, Bevestig(UUID(int=1), "fo-1"))
    again = await keten.command(keten.acute.confirm, Bevestig(UUID(int=1), "tri-1"))
    assert (first.bevestigd_door, again.bevestigd_door) == ("fo-1", "fo-1")
    assert await keten.command(keten.acute.confirm, Bevestig(UUID(int=9), "fo-1")) is None
    assert [a["who"] for a in keten.audit("acuut-bevestigd")] == ["fo-1"]
    keten.later(hours=1)
    assert await tick(keten) == 0


async def test_acknowledging_closes_the_work_item(keten: Any, make: Any) -> None:
    await keten.receive(make(1, signalen=ACUUT))
    for _ in range(2):
        keten.later(minutes=5)
        await tick(keten)
    assert len(keten.items()) == 1
    await keten.command(keten.acute.confirm, Bevestig(UUID(int=1), "fo-1"))
    (item,) = keten.items("afgehandeld")
    assert (item["decided_by"], item["decision"]) == ("fo-1", "bevestigd")


@pytest.mark.parametrize(
    ("changes", "done"),
    [
        ({}, True),
        ({"moment": Moment.AANGEBODEN}, False),
        ({"moment": Moment.BEZORGD}, False),
        ({"schrijver": "triage", "moment": Moment.GETRIEERD}, False),
        ({"schrijver": "intake"}, False),
        ({"melding_id": UUID(int=7)}, False),
    ],
)
async def test_only_a_named_acceptance_told_by_routing_counts(
    keten: Any, make: Any, changes: dict[str, Any], done: bool
) -> None:
    await keten.receive(make(1, signalen=ACUUT))
    keten.later(minutes=1)
    await told(keten, **changes)
    assert (waits(keten) == []) is done


async def test_an_acceptance_of_before_says_nothing_of_what_became_acute(
    keten: Any, make: Any
) -> None:
    await keten.receive(make(1))
    accepted_at = keten.now
    keten.later(minutes=10)
    await keten.receive(make(1, 2, signalen=ACUUT))
    await told(keten, op=accepted_at)
    assert len(waits(keten)) == 1
    keten.later(minutes=5)
    assert await tick(keten) == 1


async def test_an_acute_melding_that_waits_for_a_persons_decision_pages_too(
    keten: Any, make: Any
) -> None:
    await keten.receive(make(1, signalen=UNKNOWN))
    item = keten.items()[0]["id"]
    decision = Beslissing(vervolg=Vervolg.ONDERZOEK, reden="Gebeld.")
    await keten.command(keten.werkitems.decide, Decide(item, "tri-1", decision))
    keten.later(hours=1)
    await keten.receive(make(1, 2, signalen=ACUUT))
    (row,) = waits(keten)
    assert row["sinds"] == keten.now, "from the moment that it became acute"
    (anew,) = keten.items()
    keten.later(minutes=1)
    await keten.command(keten.werkitems.claim, Act(anew["id"], "tri-2"))
    assert await tick(keten) == 0
    assert [a["who"] for a in keten.audit("acuut-bevestigd")] == ["tri-2"]


async def test_a_repeat_changes_nothing_and_news_waits_anew(keten: Any, make: Any) -> None:
    await keten.receive(make(1, signalen=ACUUT))
    keten.later(minutes=3)
    await keten.receive(make(1, signalen=ACUUT), make(1, 2, signalen=ACUUT))
    (row,) = waits(keten)
    assert row["version"] == 1, "what waits is not put off by news"
    await keten.command(keten.acute.confirm, Bevestig(UUID(int=1), "fo-1"))
    await keten.receive(make(1, 3, signalen=ACUUT))
    assert len(waits(keten)) == 1


async def test_a_proefbericht_pages_nobody(keten: Any, make: Any) -> None:
    await keten.receive(make(1, signalen=ACUUT, proefbericht=True))
    assert keten.store.rows("acute_melding") == []


async def test_of_two_timers_at_once_one_conflicts(keten: Any, make: Any) -> None:
    from vt_messaging.commands import Command
    from vt_messaging.errors import ConflictError

    await keten.receive(make(1, signalen=ACUUT))
    keten.later(minutes=5)
    units = [Unit(None, keten.now, "triage") for _ in range(2)]  # type: ignore[arg-type]
    for unit in units:
        await keten.acute.watch([Command(None, 0, 0, None)], unit)
        unit.close()
    keten.store.commit(units[0].changes)
    with pytest.raises(ConflictError):
        keten.store.commit(units[1].changes)
