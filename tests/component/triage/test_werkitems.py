"""What people do: claim, decide with a reason, and find back who decided what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from triage.domain.triage import Beslissing
from triage.handlers.dossiers import ReadDossier
from vt_contracts.codes import Aanleiding, Aard, Antwoord, Urgentie, Vervolg
from vt_messaging.errors import ConflictError
from vt_messaging.records import Raw, Refused
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item, Settled, State, Taken, Unfit
from vt_messaging.work_items.handlers import Act, Decide, NotThere

UNKNOWN: dict[str, str] = {}
ACUUT = {"wapen": "ja"}
TRI_1, TRI_2 = "tri-1", "tri-2"
BSN = "123456782"


@pytest.fixture
async def waiting(keten: Any, make: Any) -> UUID:
    """A melding that waits for a person; the id of its work item."""
    await keten.receive(make(signalen=UNKNOWN, bsn=BSN))
    return keten.items()[0]["id"]  # type: ignore[no-any-return]


def decide(item: UUID, who: str = TRI_1, **changes: Any) -> Decide:
    content: dict[str, Any] = {"vervolg": Vervolg.OVERDRACHT, "reden": "Gebeld met moeder Jansen."}
    return Decide(item, who, Beslissing(**(content | changes)))


async def test_a_claim_is_for_one_person(keten: Any, waiting: UUID) -> None:
    mine = await keten.command(keten.werkitems.claim, Act(waiting, TRI_1))
    assert (mine.state, mine.claimed_by) == (State.CLAIMED, TRI_1)
    other = await keten.command(keten.werkitems.claim, Act(waiting, TRI_2))
    assert other == Taken(State.CLAIMED, TRI_1)
    assert len(keten.audit("werkitem-geclaimd")) == 1


async def test_of_two_claims_in_one_batch_the_first_wins(keten: Any, waiting: UUID) -> None:
    first, second = await keten.command(
        keten.werkitems.claim, Act(waiting, TRI_2), Act(waiting, TRI_1)
    )
    assert isinstance(first, Item)
    assert second == Taken(State.CLAIMED, TRI_2)


async def test_of_two_processes_that_claim_one_conflicts(keten: Any, waiting: UUID) -> None:
    from vt_messaging.commands import Command

    units = [Unit(None, keten.now, "triage") for _ in range(2)]
    for offset, (unit, who) in enumerate(zip(units, (TRI_1, TRI_2), strict=True)):
        command = Command(Act(waiting, who), offset, 0, None)
        await keten.werkitems.claim([command], unit)
    keten.store.commit(units[0].changes)
    with pytest.raises(ConflictError):
        keten.store.commit(units[1].changes)


async def test_released_it_is_free_for_another(keten: Any, waiting: UUID) -> None:
    works = keten.werkitems
    await keten.command(works.claim, Act(waiting, TRI_1))
    assert isinstance(await keten.command(works.release, Act(waiting, TRI_2)), Taken)
    await keten.command(works.release, Act(waiting, TRI_1))
    assert isinstance(await keten.command(works.claim, Act(waiting, TRI_2)), Item)


async def test_a_decision_is_told_kept_and_audited(
    keten: Any, make: Any, tell: Any, waiting: UUID
) -> None:
    keten.sent.clear()
    keten.later(minutes=10)
    item = await keten.command(
        keten.werkitems.decide,
        decide(waiting, advies="Bel morgen.", aanleiding=(Aanleiding.PARTNERGEWELD,)),
    )
    assert (item.state, item.decided_by, item.decision) == (
        State.DONE, TRI_1, "overdracht",
    )  # fmt: skip
    (_, getrieerd), (_, status) = tell(keten.sent)
    assert getrieerd["versie"] == status["versie"] == 2
    assert getrieerd["beslotenDoor"] == TRI_1
    assert getrieerd["reden"] == "Gebeld met moeder Jansen."
    assert (getrieerd["advies"], getrieerd["aanleiding"]) == ("Bel morgen.", ["01"])
    assert getrieerd["betrokkenen"]
    assert (status["moment"], status["vervolg"]) == ("getrieerd", "overdracht")
    (line,) = keten.audit("besluit")
    assert (line["who"], line["rule_version"]) == (TRI_1, "2026-2")
    row = keten.triage(make())
    assert (row["stand"], row["version"], row["werkitem_id"]) == ("besloten", 2, None)
    for table in ("work_item", "audit", "motivering", "triage"):
        assert "Jansen" not in str(keten.store.rows(table))


async def test_the_same_decision_sent_twice_counts_once(keten: Any, waiting: UUID) -> None:
    await keten.command(keten.werkitems.decide, decide(waiting))
    keten.sent.clear()
    again = await keten.command(keten.werkitems.decide, decide(waiting))
    assert isinstance(again, Item)
    other = await keten.command(keten.werkitems.decide, decide(waiting, TRI_2))
    assert other == Taken(State.DONE, TRI_1)
    assert keten.sent == []


async def test_who_did_not_claim_cannot_decide(keten: Any, waiting: UUID) -> None:
    await keten.command(keten.werkitems.claim, Act(waiting, TRI_1))
    answer = await keten.command(keten.werkitems.decide, decide(waiting, TRI_2))
    assert answer == Taken(State.CLAIMED, TRI_1)


async def test_only_a_person_lowers_and_that_is_recorded(
    keten: Any, tell: Any, make: Any, waiting: UUID
) -> None:
    import json

    await keten.command(keten.werkitems.decide, decide(waiting, urgentie=Urgentie.REGULIER))
    details = json.loads(keten.audit("besluit")[0]["details"])
    assert (details["urgentie"], details["urgentieWas"]) == ("regulier", "hoog")
    assert details["verlaagd"] is True
    assert keten.triage(make())["urgentie"] == "regulier"


@pytest.mark.parametrize("vervolg", [Vervolg.OMZETTEN_IN_ADVIES, Vervolg.EINDE_BEMOEIENIS])
async def test_an_end_is_told_as_a_version_of_its_own(
    keten: Any, make: Any, tell: Any, waiting: UUID, vervolg: Vervolg
) -> None:
    keten.sent.clear()
    await keten.command(keten.werkitems.decide, decide(waiting, vervolg=vervolg))
    (_, getrieerd), (_, first), (_, last) = tell(keten.sent)
    assert [(s["versie"], s["moment"]) for s in (first, last)] == [
        (2, "getrieerd"), (3, "afgesloten"),
    ]  # fmt: skip
    assert last["vervolg"] == vervolg.value
    assert getrieerd["betrokkenen"] == []
    assert "Jansen" not in getrieerd["toelichting"]
    assert len({out.event_id for out in keten.sent}) == 3
    assert keten.triage(make())["version"] == 3


async def test_what_does_not_fit_is_named_and_changes_nothing(keten: Any, waiting: UUID) -> None:
    before = keten.store.tables
    odd = decide(
        waiting,
        aanleiding=(Aanleiding.PARTNERGEWELD,),
        aard=(Aard.GETUIGE_VAN_GEWELD_IN_GEZIN,),
    )
    works = keten.werkitems
    answers = await keten.command(
        works.decide, odd, Decide(waiting, TRI_1, Settled("reden")), decide(UUID(int=99))
    )
    assert [type(a) for a in answers] == [Unfit, Unfit, NotThere]
    assert [a.field for a in answers[:2]] == ["aard", "besluit"]
    assert keten.store.tables == before


async def test_a_person_who_finds_hgkm_makes_the_family_known(
    keten: Any, zorg: Any, waiting: UUID
) -> None:
    doubt = zorg(5, bsn="111222333", signalen=UNKNOWN)
    await keten.receive(doubt)
    (item,) = [i for i in keten.items() if i["about"] == doubt.melding_id]
    await keten.command(keten.werkitems.decide, decide(item["id"]))
    later = zorg(6, bsn="111222333")
    await keten.receive(later)
    assert keten.triage(later)["urgentie"] == "hoog"


@pytest.mark.parametrize("signalen", [UNKNOWN, ACUUT, {"gevaar_op_dit_moment": "nee"}])
async def test_a_newer_version_never_undoes_a_persons_decision(
    keten: Any, make: Any, tell: Any, waiting: UUID, signalen: dict[str, str]
) -> None:
    await keten.command(keten.werkitems.decide, decide(waiting, vervolg=Vervolg.ONDERZOEK))
    keten.sent.clear()
    newer = make(versie=2, signalen=signalen)
    await keten.receive(newer)
    ((_, status),) = tell(keten.sent)
    assert status["moment"] == "wacht-op-besluit"
    row = keten.triage(newer)
    assert (row["vervolg"], row["besloten_door"]) == ("onderzoek", TRI_1)
    (item,) = keten.items()
    assert item["priority"] == (2 if signalen is ACUUT else 1)


async def test_after_reopening_a_person_decides_again(
    keten: Any, make: Any, tell: Any, waiting: UUID
) -> None:
    works = keten.werkitems
    await keten.command(works.decide, decide(waiting))
    await keten.receive(make(versie=2, signalen=ACUUT))
    keten.sent.clear()
    again = decide(keten.items()[0]["id"], TRI_2, vervolg=Vervolg.DIRECT_INGRIJPEN)
    await keten.command(works.decide, again)
    assert [topic for topic, _ in tell(keten.sent)] == [
        "melding.getrieerd.v1.acuut", "melding.status.v1.acuut",
    ]  # fmt: skip
    dossier = await keten.command(
        keten.dossiers.read_dossiers, ReadDossier(make().melding_id, TRI_1)
    )
    assert [(d.line.who, d.line.details["vervolg"]) for d in dossier.history] == [
        (TRI_1, "overdracht"), (TRI_2, "direct-ingrijpen"),
    ]  # fmt: skip
    assert all(d.wrote.reden == "Gebeld met moeder Jansen." for d in dossier.history)


async def test_every_reading_is_audited(keten: Any, make: Any, waiting: UUID) -> None:
    dossiers = keten.dossiers
    opened = await keten.command(keten.werkitems.show, Act(waiting, TRI_1))
    assert opened.dossier.melding.betrokkenen[0].geslachtsnaam == "Jansen"
    await keten.command(dossiers.read_dossiers, ReadDossier(make().melding_id, TRI_2))
    assert [r["who"] for r in keten.audit("dossier-gelezen")] == [TRI_1, TRI_2]
    assert await keten.command(dossiers.read_dossiers, ReadDossier(UUID(int=99), TRI_2)) is None
    assert isinstance(await keten.command(keten.werkitems.show, Act(UUID(int=99), TRI_2)), NotThere)
    assert len(keten.audit("dossier-gelezen")) == 2


async def test_a_dead_letter_is_claimed_and_closed_with_a_reason(keten: Any) -> None:
    unit = Unit(None, keten.now, "triage")
    unit.refuse(Refused(Raw("melding.ontvangen.v1", 0, 7, None, b"{", (), 0), "Invalid", (), None))
    keten.store.commit(unit.changes)
    item = keten.items()[0]["id"]
    works = keten.werkitems
    await keten.command(works.claim, Act(item, TRI_1))
    unfit = await keten.command(works.decide, decide(item))
    assert unfit.field == "besluit"
    closed = await keten.command(works.decide, Decide(item, TRI_1, Settled("Opnieuw gestuurd.")))
    assert (closed.state, closed.reason) == (State.DONE, "Opnieuw gestuurd.")
    assert len(keten.audit("werkitem-afgehandeld")) == 1
    opened = await keten.command(keten.werkitems.show, Act(item, TRI_1))
    assert opened.dossier is None


def test_answers_that_make_known() -> None:
    assert Antwoord.JA.value < Antwoord.ONBEKEND.value, "the index over hgkm sorts ja first"
