"""What triage does with meldingen: once, in order, set-based, and never less than before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from vt_contracts.codes import Aard, Antwoord, Urgentie
from vt_contracts.melding import Bevinding
from vt_messaging.errors import ConflictError
from vt_messaging.unit import Unit

ACUUT = {"gevaar_op_dit_moment": "nee", "wapen": "ja"}
UNKNOWN: dict[str, str] = {}
BSN = "123456782"


async def test_overdracht_says_what_the_addressee_needs(keten: Any, make: Any, tell: Any) -> None:
    melding = make(aard=[Aard.PSYCHISCH_GEWELD])
    (topic, getrieerd), (status_topic, status) = tell(await keten.receive(melding))
    assert (topic, status_topic) == ("melding.getrieerd.v1", "melding.status.v1")
    assert getrieerd["vervolg"] == status["vervolg"] == "overdracht"
    assert getrieerd["versie"] == status["versie"] == 1
    assert getrieerd["beslotenDoor"] == "regels"
    assert getrieerd["regels"] == ["overdracht"]
    assert getrieerd["betrokkenen"][0]["geslachtsnaam"] == "Jansen"
    assert getrieerd["toelichting"] == "Het kind van Jansen is bang."
    assert (getrieerd["aanleiding"], getrieerd["aard"]) == (["08"], ["03"])
    assert getrieerd["advies"]
    assert status["moment"] == "getrieerd"
    assert "Jansen" not in str(status)


async def test_event_ids_and_key_follow_from_melding_and_version(keten: Any, make: Any) -> None:
    melding = make()
    sent = await keten.receive(melding)
    assert [out.event_id for out in sent] == [
        f"{melding.melding_id}:triage:1",
        f"{melding.melding_id}:triage:1:status",
    ]
    assert {out.key for out in sent} == {melding.melding_id.bytes}


async def test_a_zorgmelding_is_passed_on_with_the_story_of_the_police(
    keten: Any, zorg: Any, tell: Any
) -> None:
    (_, getrieerd), _ = tell(await keten.receive(zorg()))
    assert getrieerd["vervolg"] == "doorzetten"
    assert getrieerd["toelichting"] == "Verward persoon."
    assert keten.store.rows("radarsleutel") == []


async def test_an_acute_melding_goes_by_the_acute_lane(keten: Any, make: Any, tell: Any) -> None:
    sent = tell(await keten.receive(make(signalen=ACUUT)))
    assert [topic for topic, _ in sent] == ["melding.getrieerd.v1.acuut", "melding.status.v1.acuut"]
    assert sent[0][1]["vervolg"] == "direct-ingrijpen"
    assert sent[0][1]["urgentie"] == "acuut"
    assert sent[0][1]["risicofactoren"]
    assert keten.items() == []


async def test_what_rules_cannot_decide_waits_for_people(keten: Any, make: Any, tell: Any) -> None:
    melding = make(signalen=UNKNOWN)
    ((topic, status),) = tell(await keten.receive(melding))
    assert (topic, status["moment"], status["urgentie"]) == (
        "melding.status.v1", "wacht-op-besluit", "hoog",
    )  # fmt: skip
    assert "vervolg" not in status
    (item,) = keten.items()
    assert (item["kind"], item["about"], item["priority"]) == (
        "triage-besluit", melding.melding_id, 1,
    )  # fmt: skip
    assert item["title"] == f"Besluit nodig over {melding.nummer}"
    assert "Jansen" not in str(item)
    assert keten.triage(melding)["werkitem_id"] == item["id"]
    assert item["deadline"] == keten.triage(melding)["deadline"]


async def test_the_dossier_is_sealed_and_the_audit_holds_the_rules(keten: Any, make: Any) -> None:
    melding = make(bsn=BSN)
    await keten.receive(melding)
    assert b"Jansen" not in keten.triage(melding)["dossier"]
    kept = {name: rows for name, rows in keten.store.tables.items() if name != "outbox"}
    assert BSN not in str(kept)
    (line,) = keten.audit("besluit")
    assert line["who"] == "regelset 2026-1"
    assert line["rule_version"] == "2026-1"
    assert line["about"] == melding.melding_id


async def test_a_batch_needs_two_loads(keten: Any, make: Any, zorg: Any) -> None:
    await keten.receive(*(make(i) for i in range(1, 20)), *(zorg(i) for i in range(20, 40)))
    assert keten.store.loads == 2
    assert len(keten.store.rows("triage")) == 39


async def test_a_repeat_changes_nothing(keten: Any, make: Any) -> None:
    await keten.receive(make())
    before = keten.store.tables
    assert await keten.receive(make(), make()) == []
    assert keten.store.tables == before


async def test_an_older_version_changes_nothing(keten: Any, make: Any) -> None:
    await keten.receive(make(versie=3))
    assert await keten.receive(make(versie=2, signalen=ACUUT)) == []


async def test_a_repeat_in_one_batch_counts_once(keten: Any, make: Any) -> None:
    assert len(await keten.receive(make(), make())) == 2


@pytest.mark.parametrize("acute_first", [True, False])
async def test_of_two_versions_in_one_batch_the_newest_counts_and_nothing_is_lowered(
    keten: Any, make: Any, acute_first: bool
) -> None:
    acute, newer = make(versie=1, urgentie=Urgentie.ACUUT), make(versie=2)
    await keten.receive(*((acute, newer) if acute_first else (newer, acute)))
    row = keten.triage(acute)
    assert (row["version"], row["gezien_versie"]) == (1, 2)
    assert (row["urgentie"], row["vervolg"]) == ("acuut", "direct-ingrijpen")


async def test_the_second_melding_of_a_family_in_a_batch_goes_to_a_person(
    keten: Any, make: Any, zorg: Any
) -> None:
    first, second = make(1, bsn=BSN), zorg(2, bsn=BSN)
    await keten.receive(first, second)
    assert keten.triage(first)["vervolg"] == "overdracht"
    assert keten.triage(second)["vervolg"] is None
    assert keten.triage(second)["urgentie"] == "hoog"


async def test_a_household_that_is_known_goes_to_a_person(keten: Any, make: Any, zorg: Any) -> None:
    await keten.receive(make(1, huisnummer="12 a"))
    known, other = zorg(2, huisnummer="12A"), zorg(3, huisnummer="14")
    await keten.receive(known, other)
    assert keten.triage(known)["stand"] == "wacht-op-besluit"
    assert keten.triage(other)["vervolg"] == "doorzetten"


async def test_an_acute_melding_of_a_known_family_does_not_wait(keten: Any, make: Any) -> None:
    await keten.receive(make(1, bsn=BSN))
    acute = make(2, bsn=BSN, signalen=ACUUT)
    await keten.receive(acute)
    assert keten.triage(acute)["vervolg"] == "direct-ingrijpen"


async def test_a_family_of_a_zorgmelding_is_not_known(keten: Any, make: Any, zorg: Any) -> None:
    await keten.receive(zorg(1, bsn=BSN))
    later = make(2, bsn=BSN)
    await keten.receive(later)
    assert keten.triage(later)["vervolg"] == "overdracht"


async def test_a_proefbericht_makes_no_family_known(keten: Any, make: Any, zorg: Any) -> None:
    await keten.receive(make(1, bsn=BSN, proefbericht=True))
    real = zorg(2, bsn=BSN)
    await keten.receive(real)
    assert keten.triage(real)["vervolg"] == "doorzetten"


async def test_two_writers_of_one_family_cannot_miss_each_other(keten: Any, make: Any) -> None:
    """Both saw no other; the second must decide again, and then it sees the first."""
    slow = Unit(None, keten.now, "triage")
    second = make(2, bsn=BSN)
    await keten.meldingen.triage_meldingen(keten.records(second), slow)
    await keten.receive(make(1, bsn=BSN))
    with pytest.raises(ConflictError):
        keten.store.commit(slow.changes)
    await keten.receive(second)
    assert keten.triage(second)["stand"] == "wacht-op-besluit"


@pytest.mark.parametrize("veld", ["betrokkenen.0.bsn", "betrokkenen.0.adres.postcode"])
async def test_an_odd_key_detail_is_no_ground_for_passing_on(
    keten: Any, zorg: Any, veld: str
) -> None:
    melding = zorg(bevindingen=[Bevinding(veld=veld, tekst="klopt niet")])
    await keten.receive(melding)
    assert keten.triage(melding)["stand"] == "wacht-op-besluit"


async def test_another_odd_detail_does_not_hold_a_zorgmelding(keten: Any, zorg: Any) -> None:
    melding = zorg(bevindingen=[Bevinding(veld="betrokkenen.0.geboortedatum", tekst="klopt niet")])
    await keten.receive(melding)
    assert keten.triage(melding)["vervolg"] == "doorzetten"


async def test_a_newer_version_confirms_with_fresh_data(keten: Any, make: Any, tell: Any) -> None:
    await keten.receive(make())
    sent = tell(await keten.receive(make(versie=2, toelichting="Er is meer bekend.")))
    assert (sent[0][1]["versie"], sent[0][1]["toelichting"]) == (2, "Er is meer bekend.")


async def test_a_newer_version_that_became_acute_acts_at_once_and_closes_the_work_item(
    keten: Any, make: Any, tell: Any
) -> None:
    melding = make(signalen=UNKNOWN)
    await keten.receive(melding)
    sent = tell(await keten.receive(make(versie=2, signalen=ACUUT)))
    assert sent[0][0] == "melding.getrieerd.v1.acuut"
    assert sent[0][1]["versie"] == 2
    assert keten.items() == []
    (closed,) = keten.items("afgehandeld")
    assert (closed["decision"], closed["decided_by"]) == ("direct-ingrijpen", "regelset 2026-1")


async def test_what_waits_for_a_person_goes_on_waiting(keten: Any, make: Any, tell: Any) -> None:
    await keten.receive(make(signalen=UNKNOWN))
    ((_, status),) = tell(await keten.receive(make(versie=2)))
    assert (status["moment"], status["urgentie"]) == ("wacht-op-besluit", "hoog")
    assert len(keten.items()) == 1


async def test_waiting_becomes_more_urgent_and_never_less(keten: Any, make: Any) -> None:
    unsure = make(huiselijk_geweld_of_kindermishandeling=Antwoord.ONBEKEND)
    await keten.receive(unsure)
    (before,) = keten.items()
    assert before["priority"] == 0
    keten.later(hours=1)
    await keten.receive(make(versie=2, signalen=UNKNOWN))
    (item,) = keten.items()
    assert (item["id"], item["priority"]) == (before["id"], 1)
    assert item["deadline"] < before["deadline"]
    await keten.receive(make(versie=3))
    assert keten.items()[0] == item


async def test_rules_that_would_decide_otherwise_ask_a_person(
    keten: Any, make: Any, zorg: Any
) -> None:
    melding = make()
    await keten.receive(melding)
    await keten.receive(zorg(versie=2))
    row = keten.triage(melding)
    assert (row["stand"], row["vervolg"]) == ("wacht-op-besluit", "overdracht")
    (item,) = keten.items()
    assert item["title"].startswith("Besluit opnieuw nodig")


async def test_a_late_work_item_is_due_by_the_time_of_receipt(keten: Any, make: Any) -> None:
    keten.later(days=3)
    melding = make(signalen=UNKNOWN)
    await keten.receive(melding)
    assert keten.items()[0]["deadline"] < keten.now
    assert keten.items()[0]["deadline"] > melding.ontvangen_op + timedelta(hours=2)


async def test_a_possible_signal_in_the_text_is_asked_as_soon_as_an_acute_melding(
    keten: Any, make: Any
) -> None:
    await keten.receive(make(mogelijke_signalen=["wapen"]))
    [item] = keten.items()
    assert item["priority"] == Urgentie.ACUUT.rank
    assert item["deadline"] == keten.now + timedelta(minutes=5)
    assert keten.triage(make())["urgentie"] == "hoog"
    assert "wapen" not in item["title"] + item["details"]


async def test_a_later_version_that_possibly_says_more_hastens_the_open_question(
    keten: Any, make: Any
) -> None:
    await keten.receive(make(signalen={}))
    [before] = keten.items()
    keten.later(hours=1)
    await keten.receive(make(versie=2, signalen={}, mogelijke_signalen=["wapen"]))
    [item] = keten.items()
    assert before["deadline"] > keten.now + timedelta(minutes=5)
    assert item["deadline"] == keten.now + timedelta(minutes=5)
    assert item["priority"] == Urgentie.ACUUT.rank


async def test_what_the_text_certainly_says_is_acted_on(keten: Any, make: Any) -> None:
    await keten.receive(make(urgentie=Urgentie.ACUUT, signalen_uit_tekst=["wapen"]))
    decided = keten.triage(make())
    assert (decided["vervolg"], decided["urgentie"]) == ("direct-ingrijpen", "acuut")
    assert "signaal-in-tekst" in decided["regels"]
