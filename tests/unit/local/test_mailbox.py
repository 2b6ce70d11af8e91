"""The mailbox keeps every mail, finds it by address and shows it safely."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from vt_local.mailbox.app import create_app
from vt_local.mailbox.store import MailStore, text_of

_NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_MAIL = (
    b"From: noreply@veiligthuis.example\r\nSubject: =?utf-8?q?Uw_melding_=C3=A9?= <b>\r\n"
    b"Message-ID: <1@veiligthuis.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Beste <script>alert(1)</script>\r\n"
)


@pytest.fixture
def store(tmp_path):
    return MailStore(tmp_path / "mail")


@pytest.fixture
async def client(store):
    transport = httpx.ASGITransport(create_app(store, 0))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


def test_mails_lie_in_order_of_arrival_and_survive_a_restart(store, tmp_path):
    ids = [
        store.keep(_MAIL, "a@b.example", [f"{n}@b.example"], _NOW + timedelta(microseconds=n))
        for n in range(3)
    ]
    assert sorted(ids) == ids
    again = MailStore(tmp_path / "mail")
    assert [each.id for each in again.find()] == ids
    assert [each.to for each in again.find()] == [(f"{n}@b.example",) for n in range(3)]


def test_a_mail_is_found_by_whole_address_in_any_case(store):
    store.keep(_MAIL, "", ["Wijkagent@Politie.example", "x@y.example"], _NOW)
    assert len(store.find(to="wijkagent@politie.example")) == 1
    assert store.find(to="agent@politie.example") == []


def test_only_later_mails_are_given_when_asked(store):
    first = store.keep(_MAIL, "", ["a@b.example"], _NOW)
    second = store.keep(_MAIL, "", ["a@b.example"], _NOW + timedelta(seconds=1))
    assert [each.id for each in store.find(after=first)] == [second]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: \xff\r\n\r\nx",
        b"Content-Type: text/plain; charset=onbekend\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\nkapot",
        b"From: =?utf-8?q?=?= <\r\nTo: ,,,\r\n\r\n",
    ],
)
def test_a_badly_made_mail_is_kept_too(store, content):
    kept = store.keep(content, "a@b.example", ["c@d.example"], _NOW)
    assert store.summary(kept).to == ("c@d.example",)
    assert isinstance(text_of(store.content(kept)), str)


async def test_the_pages_escape_every_word(store, client):
    kept = store.keep(_MAIL, "", ["<img src=x>@b.example"], _NOW)
    for path in ("/", f"/mails/{kept}"):
        page = (await client.get(path)).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "é &lt;b&gt;" in page


async def test_the_original_is_shown_as_text(store, client):
    kept = store.keep(_MAIL, "", ["a@b.example"], _NOW)
    answer = await client.get(f"/mails/{kept}/raw")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_scripts_get_json(store, client):
    kept = store.keep(_MAIL, "", ["a@b.example"], _NOW)
    answer = (await client.get("/api/mails", params={"to": "a@b.example"})).json()
    assert answer["total"] == 1
    assert answer["mails"][0]["subject"] == "Uw melding é <b>"
    assert answer["mails"][0]["messageId"] == "<1@veiligthuis.example>"
    whole = (await client.get(f"/api/mails/{kept}")).json()
    assert whole["text"].startswith("Beste")


@pytest.mark.parametrize("limit", ["0", "-1", "x", "99999", "١"])
async def test_a_wrong_limit_is_refused(client, limit):
    assert (await client.get("/api/mails", params={"limit": limit})).status_code == 400


@pytest.mark.parametrize("path", ["/mails/x", "/api/mails/..%2F..%2Fsecrets", "/mails/x/raw"])
async def test_what_is_not_there_is_not_there(client, path):
    assert (await client.get(path)).status_code == 404


async def test_pages_are_kept_by_key_and_shown(tmp_path):
    from vt_local.mailbox.oproepen import OproepStore, oproepen_routes

    pages = OproepStore(tmp_path / "oproepen")
    app = create_app(MailStore(tmp_path / "mail"), 0, oproepen_routes(pages, "geheim"))
    content = {"kenmerk": "k", "naar": "+31430000001", "wijze": "sms", "tekst": "Acuut: <b>"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
    ) as client:
        good = {"Authorization": "Bearer geheim", "Idempotency-Key": "k"}
        for times in (1, 2):
            answer = await client.post("/oproepen", json=content, headers=good)
            assert (answer.status_code, answer.json()["times"]) == (202, times)
        wrong = {**good, "Authorization": "Bearer anders"}
        assert (await client.post("/oproepen", json=content, headers=wrong)).status_code == 401
        assert (await client.post("/oproepen", json={}, headers=good)).status_code == 400
        (kept,) = (await client.get("/api/oproepen")).json()["oproepen"]
        assert (kept["key"], kept["times"]) == ("k", 2)
        assert "Acuut: &lt;b&gt;" in (await client.get("/oproepen")).text
    without_token = oproepen_routes(pages, "")
    app = create_app(MailStore(tmp_path / "mail"), 0, without_token)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
    ) as client:
        bare = {"Authorization": "Bearer ", "Idempotency-Key": "k"}
        assert (await client.post("/oproepen", json=content, headers=bare)).status_code == 401
