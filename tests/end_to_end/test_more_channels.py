"""Citizens, procesregisseurs, other regions and additions, each with its own login, all the way."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
from keten import Keten, family, politiemelding

WEBSITE, REGIE, REGIO, POLITIE = (
    "website-veilig-thuis", "procesregie-zuid-limburg", "vt-noord-en-midden-limburg",
    "politie-limburg",
)  # fmt: skip


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def test_an_anonymous_citizen_follows_the_melding_with_a_code(keten: Keten) -> None:
    with keten.http("intake", WEBSITE) as http:
        answer = http.post("/v1/meldingen", json={"hoedanigheid": "35", **family()}, headers=key())
        assert answer.status_code == 202, answer.text
        code = answer.json()["opzoekcode"]

        def handled() -> bool | None:
            told = http.post("/v1/opzoekingen", json={"code": code})
            assert told.status_code == 200, told.text
            return True if told.json()["stand"] == "in-behandeling" else None

        assert keten.until(handled, "the melding is being handled")
    assert keten.offer("gm0935", answer.json()["meldingId"])


def test_a_known_citizen_gets_mail_at_home(keten: Keten) -> None:
    email = f"{uuid.uuid4().hex[:10]}@example.nl"
    form = {"melder": {"naam": "B. Uur", "email": email}, "hoedanigheid": "35", **family()}
    with keten.http("intake", WEBSITE) as http:
        nummer = http.post("/v1/meldingen", json=form, headers=key()).json()["nummer"]
    url = f"{keten.platform.urls['mailbox']}/api/mails"

    def receipt() -> bool | None:
        mails = httpx.get(url, params={"to": email}).json()["mails"]
        return True if any(nummer in httpx.get(f"{url}/{m['id']}").text for m in mails) else None

    assert keten.until(receipt, "a mail with the number")


def test_a_strategische_melding_waits_for_a_gedragswetenschapper(keten: Keten) -> None:
    form = {
        "procesregisseur": {"naam": "P. Regie"},
        "namens": "veiligheidshuis",
        "waarom": "Onrust in de wijk.",
        **family(),
    }
    sent = keten.send(REGIE, form, kind="strategische-melding")
    accepted = keten.answer(REGIE, sent, "aanlevering.geaccepteerd.v1")
    assert accepted["urgentie"] == "hoog"
    assert item(keten, accepted["meldingId"])["details"]["rol"] == "gedragswetenschapper"


def test_another_regions_melding_waits_for_a_person(keten: Keten) -> None:
    form = {
        "regio": "Veilig Thuis Noord- en Midden-Limburg",
        "contactpersoon": {"naam": "C. Collega"},
        "oorspronkelijkOntvangenOp": "2026-02-20T08:00:00Z",
        "voorgeschiedenis": [{"ontvangenOp": "2025-05-01T10:00:00Z", "uitkomst": ["06"]}],
        **family(),
    }
    sent = keten.send(REGIO, form, kind="andere-regio")
    accepted = keten.answer(REGIO, sent, "aanlevering.geaccepteerd.v1")
    assert "andere-regio" in item(keten, accepted["meldingId"])["details"]["regels"]


def test_an_addition_turns_an_offer_into_acting_at_once(keten: Keten) -> None:
    sent = keten.send(POLITIE, politiemelding())
    accepted = keten.answer(POLITIE, sent, "aanlevering.geaccepteerd.v1")
    assert keten.offer("gm0935", accepted["meldingId"])["vervolg"] == "overdracht"
    more = keten.send(
        POLITIE, {"over": sent, "signalen": {"wapen": "ja"}}, kind="aanvulling", acuut=True
    )
    added = keten.answer(POLITIE, more, "aanlevering.geaccepteerd.v1")
    assert (added["nummer"], added["versie"], added["urgentie"]) == (
        accepted["nummer"], 2, "acuut",
    )  # fmt: skip
    with keten.http("intake", "frontoffice-1") as http:

        def raised() -> bool | None:
            status = http.get(f"/v1/meldingen/{accepted['meldingId']}/status").json()
            vervolgen = {row.get("vervolg") for row in status["stand"]}
            return True if "direct-ingrijpen" in vervolgen else None

        assert keten.until(raised, "triage acts on the addition")


def test_a_proefbericht_is_never_offered(keten: Keten) -> None:
    sent = keten.send(POLITIE, politiemelding(proefbericht=True))
    accepted = keten.answer(POLITIE, sent, "aanlevering.geaccepteerd.v1")
    assert accepted["proefbericht"] is True
    with keten.http("intake", "frontoffice-1") as http:

        def closed() -> bool | None:
            status = http.get(f"/v1/meldingen/{accepted['meldingId']}/status").json()
            return True if status["moment"] == "afgesloten" else None

        assert keten.until(closed, "the proefbericht stops at Veilig Thuis")
    assert [o for o in keten.offers("gm0935") if o["meldingId"] == accepted["meldingId"]] == []


def item(keten: Keten, melding_id: str) -> dict[str, Any]:
    """The work item about a melding, once triage opened it."""
    with keten.http("triage", "gedragswetenschapper-1") as http:

        def found() -> dict[str, Any] | None:
            listed = http.get("/v1/werkitems", params={"limit": 200}).json()["werkitems"]
            return next((i for i in listed if i["meldingId"] == melding_id), None)

        opened: dict[str, Any] = keten.until(found, "a work item")
    return opened
