"""What the radar makes of meldingen: certain links, likely ones that ask a person, and none."""

from __future__ import annotations

from typing import Any

import pytest
from vt_contracts.codes import Antwoord, Rol
from vt_contracts.melding import Adres, Betrokkene

ACUUT = {"gevaar_op_dit_moment": "nee", "wapen": "ja"}
BSN = "123456782"


def person(nr: str, **changes: Any) -> list[Betrokkene]:
    said: dict[str, Any] = {
        "rol": Rol.KIND, "voornamen": "Anna", "geslachtsnaam": "de Vries",
        "geboortedatum": "20150412", "adres": Adres(postcode="6211AB", huisnummer=nr),
    }  # fmt: skip
    return [Betrokkene(**(said | changes))]


async def test_the_same_person_spelt_otherwise_is_known(keten: Any, make: Any, zorg: Any) -> None:
    await keten.receive(make(1, betrokkenen=person("1")))
    again = zorg(2, betrokkenen=person("1", geslachtsnaam="Vries, de", voornamen="ANNA"))
    await keten.receive(again)
    assert keten.triage(again)["stand"] == "wacht-op-besluit"
    assert keten.triage(again)["urgentie"] == "hoog"
    (link,) = keten.store.rows("koppeling")
    assert (link["soort"], link["stand"], link["door"]) == ("persoon", "zeker", "radar")
    (line,) = keten.audit("gekoppeld")
    assert line["about"] == again.melding_id
    assert "Vries" not in str(line)


async def test_a_likely_link_asks_a_person_and_is_never_passed_on(
    keten: Any, make: Any, zorg: Any
) -> None:
    await keten.receive(make(1, betrokkenen=person("1")))
    moved = zorg(2, betrokkenen=person("9"))
    await keten.receive(moved)
    row = keten.triage(moved)
    assert (row["stand"], row["urgentie"]) == ("wacht-op-besluit", "regulier")
    assert "familie-mogelijk-bekend" in row["regels"]
    (item,) = keten.items()
    assert item["kind"] == "triage-besluit"
    assert "misschien" in item["details"]
    (link,) = keten.store.rows("koppeling")
    assert link["stand"] == "waarschijnlijk"


async def test_an_acute_melding_with_a_likely_link_acts_and_asks_beside_it(
    keten: Any, make: Any
) -> None:
    await keten.receive(make(1, betrokkenen=person("1")))
    acute = make(2, betrokkenen=person("9"), signalen=ACUUT)
    await keten.receive(acute)
    assert keten.triage(acute)["vervolg"] == "direct-ingrijpen"
    (item,) = keten.items()
    assert (item["kind"], item["about"]) == ("koppeling-besluit", acute.melding_id)
    assert "Vries" not in str(item)


@pytest.mark.parametrize("zorg_first", [True, False])
async def test_in_one_batch_neither_is_passed_on_unseen(
    keten: Any, make: Any, zorg: Any, zorg_first: bool
) -> None:
    about, worry = make(1, bsn=BSN), zorg(2, bsn=BSN)
    await keten.receive(*((worry, about) if zorg_first else (about, worry)))
    assert keten.triage(worry)["stand"] == "wacht-op-besluit"
    assert len(keten.store.rows("koppeling")) == 1


async def test_two_about_hgkm_in_one_batch_are_both_seen_and_linked_once(
    keten: Any, make: Any
) -> None:
    first, second = make(1, bsn=BSN), make(2, bsn=BSN)
    await keten.receive(first, second)
    assert [keten.triage(m)["stand"] for m in (first, second)] == ["wacht-op-besluit"] * 2
    assert len(keten.store.rows("koppeling")) == 1
    assert len(keten.audit("gekoppeld")) == 1


async def test_other_names_at_one_address_are_asked_about(keten: Any, make: Any, zorg: Any) -> None:
    await keten.receive(make(1, betrokkenen=person("1")))
    other = zorg(
        2,
        betrokkenen=person("1", voornamen="Bas", geslachtsnaam="Kok", geboortedatum="19800101"),
    )
    await keten.receive(other)
    assert keten.triage(other)["stand"] == "wacht-op-besluit"
    (link,) = keten.store.rows("koppeling")
    assert (link["soort"], link["stand"]) == ("adres", "waarschijnlijk")


async def test_earlier_meldingen_raise_the_urgency_by_rule(keten: Any, make: Any) -> None:
    undecided = {"huiselijk_geweld_of_kindermishandeling": Antwoord.ONBEKEND, "bsn": BSN}
    meldingen = [make(n, **undecided) for n in range(1, 5)]
    for melding in meldingen:
        await keten.receive(melding)
    assert [keten.triage(m)["urgentie"] for m in meldingen] == ["regulier"] * 3 + ["hoog"]
    assert "vaker-gemeld" in keten.triage(meldingen[3])["regels"]


async def test_a_proefbericht_links_nothing(keten: Any, make: Any) -> None:
    await keten.receive(make(1, bsn=BSN))
    await keten.receive(make(2, bsn=BSN, proefbericht=True))
    await keten.receive(make(3, proefbericht=True), make(4, proefbericht=True, bsn=BSN))
    assert keten.store.rows("koppeling") == []
    assert {r["melding_id"] for r in keten.store.rows("radarsleutel")} == {make(1).melding_id}


async def test_a_newer_version_makes_a_link_surer_and_keeps_what_was(keten: Any, make: Any) -> None:
    await keten.receive(make(1, betrokkenen=person("1", bsn=BSN)))
    await keten.receive(make(2, betrokkenen=person("9")))
    assert keten.store.rows("koppeling")[0]["stand"] == "waarschijnlijk"
    await keten.receive(make(2, versie=2, betrokkenen=person("9", bsn=BSN)))
    (link,) = keten.store.rows("koppeling")
    assert (link["stand"], link["version"]) == ("zeker", 2)
    await keten.receive(make(2, versie=3, betrokkenen=person("9")))
    assert keten.store.rows("koppeling") == [link]


async def test_only_where_something_may_be_known_more_is_loaded(
    keten: Any, make: Any, zorg: Any
) -> None:
    await keten.receive(make(1, bsn=BSN))
    keten.store.loads = 0
    await keten.receive(*(zorg(n) for n in range(10, 40)))
    assert keten.store.loads == 2
    keten.store.loads = 0
    await keten.receive(
        *(zorg(n, bsn=BSN) for n in range(50, 60)), *(zorg(n) for n in range(60, 90))
    )
    assert keten.store.loads == 4
