"""Adviesvragen: noted without family data, counted, and made into a melding once."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from deelnemers import Topics, fresh_key, partner

pytestmark = pytest.mark.integration

VRAAG: dict[str, Any] = {
    "gemeentecode": "GM0917",
    "hoedanigheid": "15",
    "aanleiding": ["08", "01"],
    "advies": "Bespreek uw zorgen met de ouders.",
}
CALL: dict[str, Any] = {
    "melder": {},
    "melderSoort": "professional",
    "hoedanigheid": "15",
    "betrokkenen": [{"rol": "kind"}],
}


async def note(http: Any, **changes: Any) -> Any:
    return await http.post("/v1/adviesvragen", json={**VRAAG, **changes}, headers=fresh_key())


async def test_an_adviesvraag_is_noted_once_read_by_name_and_sealed(api: Any, fetch: Any) -> None:
    async with api(advies_retention_days=730) as http:
        key = fresh_key()
        first = await http.post("/v1/adviesvragen", json=VRAAG, headers=key)
        again = await http.post("/v1/adviesvragen", json=VRAAG, headers=key)
        other = await http.post(
            "/v1/adviesvragen", json=VRAAG | {"hoedanigheid": "03"}, headers=key
        )
        assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
        assert first.json() == again.json()
        assert first.json()["nummer"].startswith("AV-")
        shown = (await http.get(first.headers["location"])).json()
        missing = await http.get(f"/v1/adviesvragen/{uuid.uuid4()}")
        refused = await http.get(first.headers["location"], headers=partner("jgz-zuid-limburg"))
    assert VRAAG.items() <= shown.items()
    kept = datetime.fromisoformat(shown["bewarenTot"]) - datetime.fromisoformat(shown["gevraagdOp"])
    assert kept == timedelta(days=730)
    assert (missing.status_code, refused.status_code) == (404, 403)
    [row] = await fetch("select * from adviesvraag")
    assert b"ouders" not in row["advies"]
    [audit] = await fetch("select who, about from audit where what = 'adviesvraag-gelezen'")
    assert (audit["who"], audit["about"]) == ("fo-1", row["id"])
    assert await fetch("select 1 from melding") == []
    assert await fetch("select 1 from outbox") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"betrokkenen": [{"rol": "kind", "geslachtsnaam": "Voorbeeld"}]}, "betrokkenen"),
        ({"melder": {"naam": "B. Uur"}}, "melder"),
        ({"advies": "Het kind heeft BSN 111222333."}, "advies"),
        ({"gemeentecode": "Heerlen"}, "gemeentecode"),
        ({"advies": ""}, "advies"),
    ],
)
async def test_nothing_of_a_family_is_ever_kept(
    api: Any, fetch: Any, changes: dict[str, Any], field: str
) -> None:
    async with api() as http:
        answer = await note(http, **changes)
    assert answer.status_code == 400
    assert [e["field"] for e in answer.json()["errors"]] == [field]
    assert "melding" in answer.json()["detail"]
    assert "Voorbeeld" not in answer.text
    assert await fetch("select 1 from adviesvraag") == []
    assert await fetch("select 1 from inbox") == []


async def test_the_adviesvrager_decides_to_report_and_that_happens_once(
    kafka: Topics, api: Any, fetch: Any
) -> None:
    async with api() as http:
        made = (await note(http)).json()
        url = f"/v1/adviesvragen/{made['id']}/melding"
        wrong = await http.post(
            url, json=CALL | {"ontvangenOp": "2999-01-01T00:00:00Z"}, headers=fresh_key()
        )
        assert wrong.status_code == 400
        keys = [fresh_key() for _ in range(4)]
        answers = await asyncio.gather(*[http.post(url, json=CALL, headers=key) for key in keys])
        statuses = [answer.status_code for answer in answers]
        assert sorted(statuses) == [202, 409, 409, 409]
        winner = statuses.index(202)
        repeat = await http.post(url, json=CALL, headers=keys[winner])
        assert repeat.status_code == 202
        melding_id = answers[winner].json()["meldingId"]
        assert repeat.json()["meldingId"] == melding_id
        assert (await http.get(f"/v1/adviesvragen/{made['id']}")).json()["meldingId"] == melding_id
        missing = f"/v1/adviesvragen/{uuid.uuid4()}/melding"
        assert (await http.post(missing, json=CALL, headers=fresh_key())).status_code == 404
        event = await kafka.until("melding.ontvangen.v1", lambda _, e: e["meldingId"] == melding_id)
    assert event["kanaal"] == "telefoon"
    assert len(await fetch("select 1 from melding")) == 1


async def test_adviesvragen_are_counted_by_codes_alone(api: Any) -> None:
    async with api() as http:
        made = (await note(http)).json()
        await note(http, gemeentecode=None, hoedanigheid="35", aanleiding=["01"])
        await note(http, aanleiding=[])
        await note(http, proefbericht=True)
        await http.post(f"/v1/adviesvragen/{made['id']}/melding", json=CALL, headers=fresh_key())
        now = datetime.now(UTC)
        period = {
            "van": (now - timedelta(hours=1)).isoformat(),
            "tot": (now + timedelta(hours=1)).isoformat(),
        }
        manager = {"Authorization": "m-1 manager"}
        counts = await http.get("/v1/adviesvragen/aantallen", params=period, headers=manager)
        before = {"van": "2020-01-01T00:00:00Z", "tot": "2020-04-01T00:00:00Z"}
        none = await http.get("/v1/adviesvragen/aantallen", params=before, headers=manager)
    assert counts.json() == {
        "totaal": 3,
        "werdMelding": 1,
        "gemeente": {"GM0917": 2, "onbekend": 1},
        "hoedanigheid": {"15": 2, "35": 1},
        "aanleiding": {"01": 2, "08": 1},
    }
    assert none.json()["totaal"] == 0
