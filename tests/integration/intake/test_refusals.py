"""What is refused over HTTP, for whom, and what the refusal says to do."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from deelnemers import fresh_key, partner

pytestmark = pytest.mark.integration
JGZ, POLITIE = "jgz-zuid-limburg", "politie-limburg"


def call(**changes: Any) -> dict[str, Any]:
    return {
        "melder": {"naam": "B. Uur"},
        "melderSoort": "burger-bekend",
        "hoedanigheid": "35",
        "betrokkenen": [{"rol": "kind"}],
        **changes,
    }


def politiemelding(**changes: Any) -> dict[str, Any]:
    return {
        "incidentnummer": "PL-1",
        "wijkagent": {},
        "betrokkenen": [{"rol": "slachtoffer"}],
        **changes,
    }


async def test_a_sender_over_its_limit_waits_alone_and_what_is_acute_never_does(
    api: Any, fetch: Any
) -> None:
    async with api(posts_per_minute=1, posts_at_once=2) as http:

        async def post(headers: dict[str, str], form: dict[str, Any]) -> Any:
            return await http.post("/v1/meldingen", json=form, headers=headers)

        for _ in range(2):
            assert (await post(partner(POLITIE), politiemelding())).status_code == 202
            assert (await post(fresh_key(), call())).status_code == 202
        refused = await post(partner(POLITIE), politiemelding())
        assert refused.status_code == 429
        assert refused.headers["content-type"] == "application/problem+json"
        assert 0 < int(refused.headers["retry-after"]) <= 60
        acute = politiemelding(signalen={"wapen": "ja"})
        assert (await post(partner(POLITIE), acute)).status_code == 202
        assert (await post(partner(POLITIE), {"incidentnummer": 7})).status_code == 429
        other = {"melder": {}, "hoedanigheid": "03", "betrokkenen": [{"rol": "kind"}]}
        assert (await post(partner(JGZ), other)).status_code == 202
        assert (await post(fresh_key(), call())).status_code == 429
        assert (await post(fresh_key(), call(acuut=True))).status_code == 202
        assert (await post(fresh_key(), call(signalen={"wapen": "ja"}))).status_code == 202
    kept = await fetch("select kanaal, count(*) from melding group by kanaal order by kanaal")
    assert [tuple(r) for r in kept] == [("politie", 3), ("professional", 1), ("telefoon", 4)]


async def test_police_are_accepted_over_http_too(api: Any, fetch: Any) -> None:
    async with api() as http:
        answer = await http.post("/v1/meldingen", json=politiemelding(), headers=partner(POLITIE))
    assert answer.status_code == 202
    [row] = await fetch("select kanaal, bron, nummer from melding")
    assert tuple(row) == ("politie", POLITIE, answer.json()["nummer"])


async def test_a_form_with_files_is_refused_with_what_to_do_instead(api: Any, fetch: Any) -> None:
    async with api() as http:
        files = {"bijlage": ("foto.jpg", b"\xff\xd8" * 100, "image/jpeg")}
        answer = await http.post("/v1/meldingen", files=files, headers=fresh_key())
        assert answer.status_code == 415
        assert "Bijlagen kunnen niet mee" in answer.json()["detail"]
        text = {"Content-Type": "text/xml"} | fresh_key()
        answer = await http.post("/v1/meldingen", content=b"<a/>", headers=text)
        assert answer.status_code == 415
    assert await fetch("select 1 from melding") == []


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            {"toelichting": base64.b64encode(bytes(20_000)).decode()}, id="an encoded file"
        ),
        pytest.param({"bijlagen": [{"naam": "foto.jpg"}]}, id="a field for files"),
    ],
)
async def test_a_file_inside_the_form_is_refused_with_what_to_do_instead(
    api: Any, changes: dict[str, Any]
) -> None:
    async with api() as http:
        answer = await http.post("/v1/meldingen", json=call(**changes), headers=fresh_key())
    assert answer.status_code == 400
    assert "Bijlagen kunnen niet mee" in answer.json()["detail"]
    assert [e["field"] for e in answer.json()["errors"]] == [next(iter(changes))]


async def test_an_ordinary_mistake_says_nothing_of_files(api: Any) -> None:
    async with api() as http:
        answer = await http.post(
            "/v1/meldingen", json=call(toelichting="te lang " * 3000), headers=fresh_key()
        )
    assert answer.status_code == 400
    assert "Bijlagen" not in answer.json()["detail"]


async def test_what_is_too_large_is_refused_before_it_is_read(api: Any) -> None:
    form = json.dumps(call()).encode() + b" " * 1024 * 1024
    async with api() as http:
        answer = await http.post(
            "/v1/meldingen",
            content=form,
            headers={"Content-Type": "application/json"} | fresh_key(),
        )
    assert answer.status_code == 413
    assert "zonder bijlagen" in answer.json()["detail"]
