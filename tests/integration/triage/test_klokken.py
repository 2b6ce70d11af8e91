"""Clocks on PostgreSQL: only where somebody must act, told once, moved by people and closing days."""

from __future__ import annotations

import asyncio
import base64
import importlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from triage.domain.klok import Termijnen
from triage.domain.triage import Beslissing
from triage.handlers.klokken import Klokken, recalculate_all
from triage.settings import TriageSettings
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Urgentie, Vervolg
from vt_contracts.events.overgedragen import MeldingOvergedragenV1
from vt_kalender import AMSTERDAM, Kalender
from vt_messaging.records import Incoming, Outgoing, Raw
from vt_messaging.unit import Unit
from vt_messaging.work_items.handlers import Decide
from vt_messaging.work_items.store import PostgresItems

pytestmark = pytest.mark.integration
UNKNOWN: dict[str, str] = {}
ONE = UUID(int=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


def told(sent: Sequence[Outgoing]) -> list[tuple[str, str, int]]:
    events = [json.loads(out.value) for out in sent if out.topic.startswith("melding.status.")]
    return [(e["moment"], e["klok"], e["versie"]) for e in events]


async def decide(service: Any, vervolg: Vervolg, who: str = "tri-1", **more: Any) -> None:
    (item,) = await service.fetch("select id from work_item where state <> 'afgehandeld'")
    beslissing = Beslissing(vervolg, "Omdat.", **more)
    await service.run(service.werkitems.decide, Decide(item["id"], who, beslissing))


async def klok(service: Any) -> Any:
    (row,) = await service.fetch("select * from klok where klaar_op is null")
    return row


async def test_a_clock_exists_only_while_somebody_must_act(service: Any, make: Any) -> None:
    await service.receive(make(1), make(2, signalen=UNKNOWN), make(3, signalen={"wapen": "ja"}),
                          make(4, signalen=UNKNOWN, proefbericht=True))  # fmt: skip
    row = await klok(service)
    assert (row["melding_id"], row["soort"]) == (UUID(int=2), "triage")
    assert (row["sinds"], row["deadline"]) == (service.now, at("2026-12-01T00:00"))


async def test_the_clock_runs_from_receipt_however_late_it_was_typed_in(
    service: Any, make: Any
) -> None:
    on_paper = at("2026-11-16T10:00")
    await service.receive(make(1, signalen=UNKNOWN, ontvangen_op=on_paper))
    row = await klok(service)
    assert (row["sinds"], row["deadline"]) == (on_paper, at("2026-11-24T00:00"))
    await service.receive(make(1, versie=2, signalen=UNKNOWN, ontvangen_op=on_paper))
    assert (await klok(service))[:] == row[:]


@pytest.mark.parametrize(
    ("now", "moments"),
    [
        ("2026-11-27T23:59:59", []),
        ("2026-11-28T00:00", ["klok-bijna-verlopen"]),
        ("2026-12-01T00:00", ["klok-verlopen"]),
    ],
)
async def test_it_rings_once_over_replicas_and_restarts(
    service: Any, make: Any, now: str, moments: list[str]
) -> None:
    await service.receive(make(1, signalen=UNKNOWN))
    replicas = [service.copy(1000 * i) for i in range(1, 6)]
    units = await asyncio.gather(*(r.tick(r.klokken.watch_time, at(now)) for r in replicas))
    assert [t for unit in units for t in told(unit.outgoing)] == [
        (moment, "triage", 2) for moment in moments
    ]
    restarted = service.copy(9000)
    assert told((await restarted.tick(restarted.klokken.watch_time, at(now))).outgoing) == []


async def test_a_ringing_clock_raises_the_open_work_item_but_never_to_acuut(
    service: Any, make: Any
) -> None:
    from vt_contracts.codes import Antwoord

    undecided = {"huiselijk_geweld_of_kindermishandeling": Antwoord.ONBEKEND}
    await service.receive(make(1, **undecided), make(2, **undecided))
    await service.tick(service.klokken.watch_time, at("2026-11-28T00:00"))
    rows = await service.fetch("select priority, deadline from work_item")
    assert [row["priority"] for row in rows] == [1, 1]
    await service.tick(service.klokken.watch_time, at("2026-12-01T00:00"))
    rows = await service.fetch("select priority from work_item")
    assert [row["priority"] for row in rows] == [1, 1]
    urgent = await service.fetch("select urgentie from triage")
    assert {row["urgentie"] for row in urgent} == {"regulier"}
    audit = await service.fetch("select what from audit where who = 'klok' order by id")
    assert [r["what"] for r in audit] == ["klok-bijna-verlopen"] * 2 + ["klok-verlopen"] * 2


async def test_a_decision_ends_the_clock_of_triage(service: Any, make: Any) -> None:
    await service.receive(make(1, signalen=UNKNOWN))
    await decide(service, Vervolg.VOORWAARDEN_EN_VERVOLG)
    (row,) = await service.fetch("select klaar_op, wekker_op from klok")
    assert row[:] == (service.now, None)
    later = await service.tick(service.klokken.watch_time, at("2027-12-01T00:00"))
    assert later.empty


async def test_suspend_and_resume(service: Any, client: httpx.AsyncClient, make: Any) -> None:
    await service.receive(make(1, signalen=UNKNOWN))
    url = f"/v1/meldingen/{ONE}/klokken"
    body = {"reden": "wacht-op-informatie", "toelichting": "School van Jansen belt terug."}
    service.now = at("2026-11-24T09:00")
    still = (await client.post(f"{url}/triage/opschorten", json=body)).json()
    assert (still["opgeschort"], still["opschortingen"][0]["door"]) == (True, "tri-1")
    again = await client.post(f"{url}/triage/opschorten", json=body)
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
    assert "tri-1" in again.json()["detail"]
    assert (await service.tick(service.klokken.watch_time, at("2026-12-24T00:00"))).empty

    service.now = at("2026-11-26T09:00")
    text = {"toelichting": "Gebeld."}
    running = (await client.post(f"{url}/triage/hervatten", json=text)).json()
    assert datetime.fromisoformat(running["deadline"]) == at("2026-12-03T00:00")
    assert (await client.post(f"{url}/triage/hervatten", json=text)).status_code == 409
    assert (await client.post(f"{url}/onderzoek/opschorten", json=body)).status_code == 404
    (found,) = (await client.get(url)).json()["klokken"]
    assert found == running

    kept = await service.fetch("select inhoud, door from toelichting order by op, id")
    assert [row["door"] for row in kept] == ["tri-1", "tri-1"]
    assert all(b"Jansen" not in row["inhoud"] for row in kept)
    audit = await service.fetch("select what, details from audit where what like 'klok-%'")
    assert [r["what"] for r in audit] == ["klok-opgeschort", "klok-hervat"]
    assert "Jansen" not in str([r["details"] for r in audit])


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"reden": "vakantie", "toelichting": "x"}, {"reden"}),
        ({"reden": "anders"}, {"toelichting"}),
        ({"reden": "", "toelichting": " "}, {"reden", "toelichting"}),
    ],
)
async def test_a_clock_is_never_suspended_without_a_reason(
    service: Any, client: httpx.AsyncClient, make: Any, body: dict[str, str], fields: set[str]
) -> None:
    await service.receive(make(1, signalen=UNKNOWN))
    answer = await client.post(f"/v1/meldingen/{ONE}/klokken/triage/opschorten", json=body)
    assert answer.status_code == 400
    assert {e["field"] for e in answer.json()["errors"]} == fields
    assert not (await klok(service))["opgeschort"]


async def test_who_may_not(client: httpx.AsyncClient) -> None:
    nobody = {"Authorization": "Bearer m-1:manager"}
    url = f"/v1/meldingen/{ONE}/klokken"
    assert (await client.get(url, headers=nobody)).status_code == 403
    assert (await client.get(url)).status_code == 404


async def test_a_holiday_added_later_moves_running_clocks(service: Any, make: Any) -> None:
    await service.receive(*(make(n, signalen=UNKNOWN) for n in range(1, 4)))
    (done, _, _) = await service.fetch("select id from klok order by id")
    await service.pool.execute("update klok set klaar_op = sinds where id = $1", done["id"])
    termijnen = Termijnen(Kalender(frozenset({date(2026, 11, 27)})))
    anew = Klokken(service.store, PostgresItems(), None, termijnen, timedelta(hours=24))  # type: ignore[arg-type]
    assert await recalculate_all(anew, service.batches.write) == 2
    rows = await service.fetch("select deadline, wekker_op from klok where klaar_op is null")
    assert {row[:] for row in rows} == {(at("2026-12-02T00:00"), at("2026-12-01T00:00"))}
    assert await recalculate_all(anew, service.batches.write) == 0


async def test_moving_clocks_takes_a_page_at_a_time(
    service: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.handlers.klokken.MOST_AT_ONCE", 2)
    await service.receive(*(make(n, signalen=UNKNOWN) for n in range(1, 6)))
    termijnen = Termijnen(Kalender(frozenset({date(2026, 11, 27)})))
    anew = Klokken(service.store, PostgresItems(), None, termijnen, timedelta(hours=24))  # type: ignore[arg-type]
    assert await recalculate_all(anew, service.batches.write) == 5


# -- overdrachten


async def started(service: Any, versie: int, op: datetime | None, now: datetime) -> None:
    event = MeldingOvergedragenV1(
        melding_id=ONE, nummer="VT-1", versie=versie, op=now, gestart_op=op, partij="gm0935"
    )
    service.now = now
    raw = Raw("melding.overgedragen.v1", 0, versie, None, b"", (), 0)
    envelope = Envelope("id", "source", "type", "application/json", None, None)
    record = Incoming(raw, envelope, event, None)

    async def fill(unit: Unit) -> None:
        await service.klokken.follow_overgedragen([record], unit)

    await service.batches.write(fill)


async def look(service: Any, now: datetime) -> int:
    await service.tick(service.klokken.find_overdrachten, now)
    rows = await service.fetch("select 1 from klok where soort = 'overdracht' and klaar_op is null")
    return len(rows)


async def test_an_overdracht_that_nobody_started_gets_a_clock_from_its_decision(
    service: Any, make: Any, zorg: Any
) -> None:
    await service.receive(make(1), zorg(2), make(3, proefbericht=True))
    decided = service.now
    day = timedelta(hours=24)
    assert await look(service, decided + day - timedelta(seconds=1)) == 0
    replicas = [service.copy(1000 * i) for i in range(1, 4)]
    for replica in replicas:
        replica.now = decided + day
    await asyncio.gather(*(r.tick(r.klokken.find_overdrachten) for r in replicas))
    assert await look(service, decided + 2 * day) == 1
    row = await klok(service)
    assert (row["melding_id"], row["sinds"]) == (ONE, decided)
    assert row["deadline"] == at("2027-02-02T00:00")
    assert row["verantwoordelijk_sinds"] == decided


async def test_one_that_started_before_takes_no_row(service: Any, make: Any) -> None:
    await service.receive(make(1))
    decided = service.now
    await started(service, 4, decided + timedelta(hours=5), decided + timedelta(hours=5))
    assert await look(service, decided + timedelta(days=2)) == 0
    assert await service.fetch("select 1 from klok") == []


async def test_a_start_ends_the_clock_and_giving_it_back_starts_it_again(
    service: Any, make: Any
) -> None:
    await service.receive(make(1))
    decided = service.now
    assert await look(service, decided + timedelta(days=2)) == 1
    begun = decided + timedelta(days=3)
    await started(service, 4, begun, begun)
    assert await look(service, decided + timedelta(days=4)) == 0
    back = decided + timedelta(days=5)
    await started(service, 5, None, back)
    row = await klok(service)
    assert (row["sinds"], row["verantwoordelijk_sinds"]) == (decided, back)
    await started(service, 4, begun, decided + timedelta(days=6))  # a repeat, and older
    assert (await klok(service))[:] == row[:]


async def test_looking_takes_a_page_at_a_time_and_misses_none(
    service: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.handlers.klokken.MOST_AT_ONCE", 2)
    await service.receive(*(make(n) for n in range(1, 6)))
    later = service.now + timedelta(days=2)
    assert [await look(service, later) for _ in range(4)] == [2, 4, 5, 5]


async def test_urgent_from_receipt_else_from_the_end_of_triage(service: Any, make: Any) -> None:
    received = at("2026-11-20T10:00")
    await service.receive(make(1, urgentie=Urgentie.HOOG, ontvangen_op=received, signalen=UNKNOWN))
    await decide(service, Vervolg.OVERDRACHT, urgentie=Urgentie.REGULIER)
    assert await look(service, service.now + timedelta(days=2)) == 1
    assert (await klok(service))["verantwoordelijk_sinds"] == received


async def test_the_command_moves_clocks_to_the_closing_days_of_a_file(
    service: Any,
    make: Any,
    engines: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await service.receive(make(1, signalen=UNKNOWN))
    role = await service.pool.fetchval("select current_user")
    place = urlsplit(engines["dsn"])
    database = await service.pool.fetchval("select current_database()")
    dsn = f"postgresql://{role}:{role}@{place.hostname}:{place.port}/{database}"
    file = tmp_path / "sluitingsdagen"
    file.write_text("2026-11-27  # brugdag\n")
    monkeypatch.setenv("VT_DATABASE_DSN", dsn)
    monkeypatch.setenv("VT_STORAGE_KEY", base64.b64encode(b"k" * 32).decode())
    monkeypatch.setenv("VT_SLUITINGSDAGEN_FILE", str(file))
    command = importlib.import_module("triage.__main__").recalculate
    assert await asyncio.to_thread(command, TriageSettings(), []) == 0
    assert capsys.readouterr().out == "1 klokken verplaatst\n"
    assert (await klok(service))["deadline"] == at("2026-12-02T00:00")
    file.write_text("morgen\n")
    assert await asyncio.to_thread(command, TriageSettings(), []) == 1
    assert "regel 1" in capsys.readouterr().err
