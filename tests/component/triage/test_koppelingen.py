"""What people say of links: confirmed, undone with a reason, seen, and what follows from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from triage.domain.linking import Stand
from triage.handlers.koppelingen import AlreadyJudged, JudgeKoppeling, ReadKoppelingen
from vt_contracts.codes import Rol
from vt_contracts.melding import Adres, Betrokkene
from vt_messaging.commands import Command
from vt_messaging.errors import ConflictError
from vt_messaging.unit import Unit

BSN = "123456782"
TRI_1, TRI_2 = "tri-1", "tri-2"


def person(nr: str, **changes: Any) -> list[Betrokkene]:
    said: dict[str, Any] = {
        "rol": Rol.KIND, "voornamen": "Anna", "geslachtsnaam": "de Vries",
        "geboortedatum": "20150412", "adres": Adres(postcode="6211AB", huisnummer=nr),
    }  # fmt: skip
    return [Betrokkene(**(said | changes))]


@pytest.fixture
async def likely(keten: Any, make: Any, zorg: Any) -> UUID:
    """A link that the radar is not sure of; melding 2 waits for a person."""
    await keten.receive(make(1, betrokkenen=person("1")))
    await keten.receive(zorg(2, betrokkenen=person("9")))
    (link,) = keten.store.rows("koppeling")
    assert link["stand"] == "waarschijnlijk"
    return link["id"]


def judge(link: UUID, stand: Stand, who: str = TRI_1) -> JudgeKoppeling:
    return JudgeKoppeling(link, who, stand, "Moeder De Vries bevestigt het.")


async def test_a_confirmed_link_raises_what_waits_by_rule(
    keten: Any, zorg: Any, tell: Any, likely: UUID
) -> None:
    keten.sent.clear()
    link = await keten.command(keten.koppelingen.judge_koppelingen, judge(likely, Stand.ZEKER))
    assert (link.stand, link.door, link.version) == (Stand.ZEKER, TRI_1, 2)
    row = keten.triage(zorg(2))
    assert (row["urgentie"], row["stand"], row["version"]) == ("hoog", "wacht-op-besluit", 2)
    assert "familie-bekend-met-hgkm" in row["regels"]
    (item,) = keten.items()
    assert (item["priority"], item["deadline"]) == (1, row["deadline"])
    ((_, status),) = tell(keten.sent)
    assert (status["moment"], status["urgentie"]) == ("wacht-op-besluit", "hoog")
    assert {line["about"] for line in keten.audit("koppeling-bevestigd")} == {
        UUID(int=1), UUID(int=2),
    }  # fmt: skip
    for table in ("koppeling", "audit", "work_item"):
        assert "Vries" not in str(keten.store.rows(table))


async def test_an_undone_link_lowers_nothing_and_is_not_made_again(
    keten: Any, make: Any, zorg: Any
) -> None:
    await keten.receive(make(1, bsn=BSN))
    await keten.receive(make(2, bsn=BSN))
    (row,) = keten.store.rows("koppeling")
    link = await keten.command(
        keten.koppelingen.judge_koppelingen, judge(row["id"], Stand.LOSGEMAAKT)
    )
    assert (link.stand, link.door) == (Stand.LOSGEMAAKT, TRI_1)
    assert keten.triage(make(2))["urgentie"] == "hoog"
    await keten.receive(make(2, versie=2, bsn=BSN))
    (kept,) = keten.store.rows("koppeling")
    assert (kept["stand"], kept["version"]) == ("losgemaakt", 2)
    assert keten.triage(make(2))["regels"] == '["overdracht"]'
    assert keten.triage(make(2))["stand"] == "wacht-op-besluit"


async def test_a_third_does_not_join_what_was_taken_apart(keten: Any, make: Any) -> None:
    await keten.receive(make(1, bsn=BSN))
    await keten.receive(make(2, bsn=BSN))
    (row,) = keten.store.rows("koppeling")
    await keten.command(keten.koppelingen.judge_koppelingen, judge(row["id"], Stand.LOSGEMAAKT))
    await keten.receive(make(3, bsn=BSN))
    stands = {r["stand"] for r in keten.store.rows("koppeling") if r["id"] != row["id"]}
    assert stands == {"waarschijnlijk"}


async def test_the_same_twice_counts_once_and_another_hears_who(keten: Any, likely: UUID) -> None:
    judging = keten.koppelingen.judge_koppelingen
    await keten.command(judging, judge(likely, Stand.LOSGEMAAKT))
    again = await keten.command(judging, judge(likely, Stand.LOSGEMAAKT))
    assert again.version == 2
    other = await keten.command(judging, judge(likely, Stand.LOSGEMAAKT, TRI_2))
    assert other == AlreadyJudged(Stand.LOSGEMAAKT, TRI_1)
    back = await keten.command(judging, judge(likely, Stand.ZEKER, TRI_2))
    assert (back.stand, back.door) == (Stand.ZEKER, TRI_2)
    assert await keten.command(judging, judge(UUID(int=9), Stand.ZEKER)) is None


async def test_two_who_judge_at_once_cannot_overwrite_each_other(keten: Any, likely: UUID) -> None:
    units = []
    for who in (TRI_1, TRI_2):
        unit = Unit(None, keten.now, "triage")  # type: ignore[arg-type]
        command = Command(judge(likely, Stand.LOSGEMAAKT, who), 0, len(units), None)
        await keten.koppelingen.judge_koppelingen([command], unit)
        units.append(unit)
    keten.store.commit(units[0].changes)
    with pytest.raises(ConflictError):
        keten.store.commit(units[1].changes)


async def test_a_reading_shows_the_links_both_ways_and_is_noted(keten: Any, likely: UUID) -> None:
    await keten.command(keten.koppelingen.judge_koppelingen, judge(likely, Stand.ZEKER))
    for number in (1, 2):
        seen = await keten.command(
            keten.koppelingen.read_koppelingen, ReadKoppelingen(UUID(int=number), TRI_2)
        )
        assert [k.id for k in seen.koppelingen] == [likely]
        assert seen.toelichtingen[likely] == "Moeder De Vries bevestigt het."
        assert seen.ook == {0: [(UUID(int=3 - number), 0)]}
    assert [line["who"] for line in keten.audit("koppelingen-gelezen")] == [TRI_2, TRI_2]
    nothing = await keten.command(
        keten.koppelingen.read_koppelingen, ReadKoppelingen(UUID(int=9), TRI_2)
    )
    assert nothing is None
    assert len(keten.audit("koppelingen-gelezen")) == 2


async def test_a_reading_follows_certain_links_while_no_pair_contradicts(
    keten: Any, make: Any
) -> None:
    """Three is one by BSN, and one is two by name, date and address. Four, by BSN too, was born on
    another day than two: who is four is not two."""
    await keten.receive(make(1, betrokkenen=person("1", bsn=BSN)))
    await keten.receive(make(2, betrokkenen=person("1")))
    await keten.receive(make(3, betrokkenen=[Betrokkene(rol=Rol.KIND, bsn=BSN)]))
    reading = ReadKoppelingen(UUID(int=3), TRI_1)
    seen = await keten.command(keten.koppelingen.read_koppelingen, reading)
    assert seen.ook == {0: [(UUID(int=1), 0), (UUID(int=2), 0)]}
    other_date = person("7", bsn=BSN, geboortedatum="20010101")
    await keten.receive(make(4, betrokkenen=other_date))
    seen = await keten.command(keten.koppelingen.read_koppelingen, reading)
    assert seen.ook == {0: [(UUID(int=1), 0), (UUID(int=4), 0)]}
