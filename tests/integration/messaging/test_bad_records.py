"""One bad record stops nobody: it is set apart with a work item, its neighbours are handled."""

from __future__ import annotations

import json
from typing import ClassVar

import pytest
from proefdienst import Proefdienst, event, until_paused, with_header
from vt_contracts.events.melding import MeldingStatusV1

pytestmark = pytest.mark.integration


class MeldingStatusV2(MeldingStatusV1):
    """A next version, as a later build would know it."""

    contract_type: ClassVar[str] = "nl.veiligthuis.melding.status.v2"


COUNT = "select count(*) from geteld"


async def test_hostile_records_become_dead_letters_and_neighbours_are_handled(
    dienst: Proefdienst,
) -> None:
    good = [event(f"goed-{i}") for i in range(6)]
    data, headers = event()
    hostile = [
        with_header(event(), "ce_id", None),
        with_header(event(), "ce_type", b"\xff\xfe"),
        with_header(event(), "ce_type", b"nl.veiligthuis.onbekend.v1"),
        (b"{kapot", headers),
        (None, headers),
        (b"[" * 100_000, headers),
        (data.replace(b'"versie":1', b'"versie":"een"'), headers),
        (b"x" * 1_040_000, headers),
        event("nul\x00teken"),
        (data, []),
    ]
    records = [pair for trio in zip(good, hostile[:6], strict=True) for pair in trio] + hostile[6:]
    dienst.send(*records)
    async with dienst.running():
        await dienst.until("select next from progress where part = 0", len(records))
        await dienst.until("select count(*) from delivery", 0)
    assert sorted(w for w in await dienst.counted() if w) == [f"goed-{i}" for i in range(6)]
    letters = await dienst.fetch(
        "select d.*, w.state from dead_letter d join work_item w on w.id = work_item_id "
        'order by "offset"'
    )
    assert [letter["offset"] for letter in letters] == [1, 3, 5, 7, 9, 11, 12, 13, 14, 15]
    assert {letter["state"] for letter in letters} == {"open"}
    assert letters[3]["value"] == b"{kapot"
    copies = [json.loads(record.value()) for record in dienst.read(dienst.dlq)]
    assert sorted(c["offset"] for c in copies) == [letter["offset"] for letter in letters]
    # A rebalance may publish some again, under the same id.
    assert len({dict(record.headers())["ce_id"] for record in dienst.read(dienst.output)}) == 6


async def test_reasons_never_repeat_what_was_sent(dienst: Proefdienst) -> None:
    data, headers = event()
    secret = b"Jansen-999999990"
    dienst.send(
        (data.replace(b'"ontvangen"', b'"' + secret + b'"'), headers),
        (b'{"' + secret + b'": 1}', headers),
        with_header(event(), "ce_type", secret + b"\x00"),
    )
    async with dienst.running(strict=True):
        await dienst.until("select count(*) from dead_letter", 3)
    rows = await dienst.fetch("select reason from dead_letter")
    items = await dienst.fetch("select details::text || title as text from work_item")
    told = " ".join([r["reason"] for r in rows] + [i["text"] for i in items])
    assert "999999990" not in told.replace("Jansen-999999990?", "")


async def test_a_reply_to_header_publishes_nothing(dienst: Proefdienst) -> None:
    elsewhere = f"{dienst.name}.elders"
    dienst.create_topics(elsewhere)
    data, headers = event("antwoord mij")
    dienst.send((data, [*headers, ("reply_to", elsewhere.encode())]))
    async with dienst.running():
        await dienst.until(COUNT, 1)
    assert dienst.read(elsewhere) == []


async def test_an_unknown_future_version_pauses_and_is_handled_after_the_deployment(
    dienst: Proefdienst,
) -> None:
    future = with_header(event("nieuw"), "ce_type", b"nl.veiligthuis.melding.status.v2")
    dienst.send(event("voor"), future, event("na"))
    dienst.send(event("ander"), partition=1)
    async with dienst.running() as wiring:
        await dienst.until("select count(*) from geteld where wat in ('voor', 'ander')", 2)
        await until_paused(wiring)
        assert wiring.health.live().ok
    assert await dienst.fetch("select 1 from dead_letter") == []
    assert sorted(w for w in await dienst.counted() if w) == ["ander", "voor"]
    dienst.events = (MeldingStatusV1, MeldingStatusV2)
    async with dienst.running():
        await dienst.until(COUNT, 4)
