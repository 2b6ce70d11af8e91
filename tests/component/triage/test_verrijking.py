"""Questions to others, their answers, refusals and silence, and what these do to a decision."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwe
from triage.domain.triage import Beslissing
from triage.handlers.dossiers import ReadDossier
from triage.handlers.vragen import Beleid, Ongeschikt, Vraag
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Aanleiding, Urgentie, Vervolg
from vt_contracts.events.verrijking import (
    VerrijkingDoel,
    VerrijkingGegevenV1,
    VerrijkingGeweigerdV1,
    VerrijkingVraag,
)
from vt_messaging.records import Incoming, Raw
from vt_messaging.work_items.handlers import Decide

POLITIE, ZVH = "politie-limburg", "veiligheidshuis-parkstad"
GEVAAR = VerrijkingVraag.GEVAAR_OP_DIT_MOMENT
UNKNOWN: dict[str, str] = {}


def vraag(number: int = 1, **changes: Any) -> Vraag:
    given: dict[str, Any] = {
        "melding_id": UUID(int=number), "who": "tri-1", "partner": POLITIE,
        "doel": VerrijkingDoel.VEILIGHEIDSBEOORDELING, "vragen": (GEVAAR,),
    }  # fmt: skip
    return Vraag(**(given | changes))


async def ask(keten: Any, **changes: Any) -> Any:
    return await keten.command(keten.vragen.ask, vraag(**changes))


async def answer(keten: Any, *events: Any, partner: str = POLITIE) -> None:
    records = []
    for n, event in enumerate(events):
        raw = Raw(f"verrijking.{partner}.antwoord.v1", 0, n, None, b"{}", (), 0)
        envelope = Envelope(f"id-{n}", "s", "t", "application/json", None, None)
        records.append(Incoming(raw, envelope, event, None))
    await keten._commit(lambda unit: keten.verrijking.take_answers(records, unit))


def yes(verzoek: Any, **content: Any) -> VerrijkingGegevenV1:
    return VerrijkingGegevenV1.model_validate({"verzoekId": verzoek.id, **content})


async def test_only_the_partner_can_read_the_question(keten: Any, make: Any) -> None:
    await keten.receive(make(1, bsn="123456782"))
    asked = await ask(keten)
    (delivery,) = keten.asked
    assert delivery.destination == f"verrijking.{POLITIE}.verzoek.v1"
    assert b"Jansen" not in delivery.outgoing.value
    opened = jwe.decrypt_compact(delivery.outgoing.value, keten.keys[POLITIE])
    content = json.loads(opened.plaintext or b"")
    assert content["betrokkenen"][0]["geslachtsnaam"] == "Jansen"
    assert (content["doel"], content["vragen"]) == ("veiligheidsbeoordeling", [GEVAAR.value])
    assert content["gevraagdDoor"] == "tri-1"
    assert "Het kind" not in str(content), "what the melder told is not sent on"
    with pytest.raises(Exception, match=r"."):
        jwe.decrypt_compact(delivery.outgoing.value, keten.keys[ZVH])
    (audit,) = keten.audit("verrijking-gevraagd")
    assert (audit["who"], audit["about"]) == ("tri-1", UUID(int=1))
    assert asked.stand.value == "gevraagd"


async def test_the_same_question_is_not_asked_twice(keten: Any, make: Any) -> None:
    await keten.receive(make(1))
    first, again = await keten.command(keten.vragen.ask, vraag(), vraag(who="tri-2"))
    assert first.id == again.id == (await ask(keten)).id
    await ask(keten, partner=ZVH)
    assert len(keten.asked) == 2


async def test_what_cannot_be_asked(keten: Any, make: Any) -> None:
    await keten.receive(make(1), make(2, proefbericht=True))
    assert await ask(keten, number=9) is None
    wrong = [{"partner": "gm0935"}, {"number": 2}, {"antwoord_voor": keten.now}]
    for changes in wrong:
        assert isinstance(await ask(keten, **changes), Ongeschikt)
    assert keten.asked == []


async def test_triage_waits_for_nobody(keten: Any, make: Any) -> None:
    await keten.receive(make(1))
    before = keten.triage(make(1))
    await ask(keten)
    assert keten.triage(make(1)) == before
    keten.later(days=5)
    assert await keten.command(keten.verrijking.watch, None) == 1
    assert await keten.command(keten.verrijking.watch, None) == 0
    assert keten.store.rows("verzoek")[0]["stand"] == "geen-antwoord"
    assert keten.triage(make(1)) == before
    assert keten.audit("verrijking-antwoord")[0]["who"] == "verrijking"


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    "content",
    [{"signalen": {"wapen": "ja"}}, {"antwoorden": [{"vraag": GEVAAR.value, "antwoord": "ja"}]}],
)
async def test_danger_raises_and_acts_at_once_late_or_not(
    keten: Any, make: Any, tell: Any, content: dict[str, Any], late: bool
) -> None:
    await keten.receive(make(1))
    asked = await ask(keten)
    if late:
        keten.later(days=5)
        await keten.command(keten.verrijking.watch, None)
    keten.sent.clear()
    await answer(keten, yes(asked, **content))
    row = keten.triage(make(1))
    assert (row["urgentie"], row["vervolg"], row["version"]) == ("acuut", "direct-ingrijpen", 2)
    (topic, told), _ = tell(keten.sent)
    assert (topic, told["versie"]) == ("melding.getrieerd.v1.acuut", 2)
    assert told["risicofactoren"]
    assert len([r for r in keten.store.rows("acute_melding") if r["bevestigd_op"] is None]) == 1
    assert "Jansen" not in json.dumps([a["details"] for a in keten.audit("verrijking-antwoord")])


async def test_a_persons_decision_is_reopened_for_a_person(keten: Any, make: Any) -> None:
    await keten.receive(make(1, signalen=UNKNOWN))
    item = keten.items()[0]["id"]
    decision = Beslissing(
        vervolg=Vervolg.EINDE_BEMOEIENIS, reden="Gebeld.", urgentie=Urgentie.REGULIER
    )
    await keten.command(keten.werkitems.decide, Decide(item, "tri-1", decision))
    asked = await ask(keten)
    await answer(keten, yes(asked, signalen={"verwurging": "ja"}))
    row = keten.triage(make(1))
    assert (row["urgentie"], row["stand"]) == ("acuut", "wacht-op-besluit")
    assert (row["vervolg"], row["besloten_door"]) == ("einde-bemoeienis", "tri-1")
    (anew,) = keten.items()
    assert (anew["priority"], anew["kind"]) == (2, "triage-besluit")


async def test_what_was_passed_on_by_rules_is_a_persons_when_the_family_is_known(
    keten: Any, zorg: Any
) -> None:
    await keten.receive(zorg(1))
    assert keten.triage(zorg(1))["vervolg"] == "doorzetten"
    asked = await ask(keten)
    eerder = VerrijkingVraag.EERDER_GEWELD_OF_MISHANDELING.value
    await answer(keten, yes(asked, antwoorden=[{"vraag": eerder, "antwoord": "ja"}]))
    row = keten.triage(zorg(1))
    assert (row["stand"], row["urgentie"]) == ("wacht-op-besluit", "hoog")
    assert len(keten.items()) == 1


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"gegevens": "Niets bekend over Jansen."},
        {"signalen": {"wapen": "nee", "gevaarOpDitMoment": "onbekend"}},
        {"antwoorden": [{"vraag": GEVAAR.value, "antwoord": "nee"}]},
    ],
)
async def test_nothing_else_changes_the_decision_and_nothing_lowers_it(
    keten: Any, make: Any, content: dict[str, Any]
) -> None:
    await keten.receive(make(1, signalen={"wapen": "ja"}), make(2))
    for number in (1, 2):
        before = keten.triage(make(number))
        asked = await ask(keten, number=number)
        await answer(keten, yes(asked, **content))
        assert keten.triage(make(number)) == before
    assert {r["stand"] for r in keten.store.rows("verzoek")} == {"beantwoord"}


async def test_repeats_are_harmless(keten: Any, make: Any) -> None:
    await keten.receive(make(1))
    asked = await ask(keten)
    danger = yes(asked, signalen={"wapen": "ja"})
    await answer(keten, danger, danger)
    await answer(keten, danger)
    assert keten.triage(make(1))["version"] == 2
    assert len(keten.audit("verrijking-antwoord")) == 1


async def test_another_partys_answer_and_an_unknown_one_are_set_apart(
    keten: Any, make: Any
) -> None:
    await keten.receive(make(1))
    asked = await ask(keten)
    before = keten.triage(make(1))
    await answer(keten, yes(asked, signalen={"wapen": "ja"}), partner=ZVH)
    unknown = VerrijkingGegevenV1(verzoek_id=UUID(int=77))
    await answer(keten, unknown)
    assert keten.triage(make(1)) == before
    assert keten.store.rows("verzoek")[0]["stand"] == "gevraagd"
    assert keten.refused == 2
    assert [i["kind"] for i in keten.items()] == ["dead-letter"] * 2


async def test_a_refusal_is_recorded_and_shown_in_the_dossier(keten: Any, make: Any) -> None:
    await keten.receive(make(1))
    asked = await ask(keten)
    no = VerrijkingGeweigerdV1.model_validate(
        {"verzoekId": asked.id, "reden": "geen-grondslag", "toelichting": "Jansen is onbekend."}
    )
    await answer(keten, no)
    (row,) = keten.store.rows("verzoek")
    assert (row["stand"], row["weigering"]) == ("geweigerd", "geen-grondslag")
    assert b"Jansen" not in row["inhoud"], "sealed"
    dossier = await keten.command(keten.dossiers.read_dossiers, ReadDossier(UUID(int=1), "tri-1"))
    (shown,) = dossier.verzoeken
    assert json.loads(shown.inhoud)["toelichting"] == "Jansen is onbekend."
    assert keten.audit("dossier-gelezen")


async def test_the_policy_asks_only_what_it_names_and_by_default_nothing(
    keten: Any, make: Any, zorg: Any
) -> None:
    wanted = frozenset({Aanleiding.KINDERMISHANDELING_ANDERS})
    for beleid, number in ((Beleid({}), 0), (Beleid({ZVH: wanted}), 1)):
        keten = type(keten)(beleid)
        await keten.receive(
            make(1, signalen=UNKNOWN),
            make(2),  # the rules decided it
            make(3, signalen=UNKNOWN, aanleiding=[Aanleiding.PARTNERGEWELD]),
            make(4, signalen=UNKNOWN, proefbericht=True),
            zorg(5),
        )
        await keten.receive(make(1, 2, signalen=UNKNOWN))
        assert [d.destination for d in keten.asked] == [f"verrijking.{ZVH}.verzoek.v1"] * number
