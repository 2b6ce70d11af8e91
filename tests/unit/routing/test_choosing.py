"""Whom an overdracht is offered to: the decision table."""

from __future__ import annotations

from datetime import date

import pytest
from routing.domain.choosing import AskPerson, Chosen, choose, doelgroep
from routing.domain.registry import EMPTY, Doelgroep, Registry
from vt_contracts.codes import Aanleiding, Rol
from vt_contracts.melding import Adres, Betrokkene

DAY = date(2026, 11, 23)
BSN = "123456782"


def who(
    rol: Rol,
    postcode: str | None = None,
    code: str | None = None,
    *,
    born: str | None = None,
    geheim: bool = False,
    bsn: str | None = None,
) -> Betrokkene:
    known = postcode is not None or code is not None or geheim
    adres = Adres(postcode=postcode, gemeentecode=code, geheim=geheim) if known else None
    return Betrokkene(rol=rol, adres=adres, geboortedatum=born, bsn=bsn)


KIND, SLACHTOFFER, PLEGER = Rol.KIND, Rol.SLACHTOFFER, Rol.PLEGER

CERTAIN = {
    "the child, by postcode": ([who(KIND, "6211AB")], "GM0935"),
    "the child, by gemeentecode": ([who(KIND, code="GM0935")], "GM0935"),
    "postcode and gemeentecode agree": ([who(KIND, "6211AB", "GM0935")], "GM0935"),
    "a straddling postcode with a gemeentecode": ([who(KIND, "6311AB", "GM0981")], "GM0981"),
    "a secret address with its gemeente": ([who(KIND, code="GM0935", geheim=True)], "GM0935"),
    "the victim when there is no child": ([who(SLACHTOFFER, "6291AB", born="19900101")], "GM0981"),
    "an elder": ([who(Rol.OUDERE, "6211AB", born="19400000")], "GM0935"),
    "where the pleger lives does not matter": (
        [who(KIND, "6211AB"), who(PLEGER, "1012AB")],
        "GM0935",
    ),
    "a victim without an address beside the child": (
        [who(KIND, "6211AB"), who(SLACHTOFFER)],
        "GM0935",
    ),
    "the youngest of two, the older without an address": (
        [who(KIND, "6211AB", born="20200101"), who(KIND, born="20100101")],
        "GM0935",
    ),
    "an unborn child lives with its mother": (
        [who(KIND, born="99999999"), who(SLACHTOFFER, "6211AB", born="19950101")],
        "GM0935",
    ),
    "a minor victim counts as child": (
        [who(SLACHTOFFER, "6211AB", born="20150000"), who(SLACHTOFFER)],
        "GM0935",
    ),
    "a grown-up child is no child": (
        [who(KIND, "1012AB", born="19800101"), who(Rol.OUDERE, "6211AB")],
        "GM0935",
    ),
    "two victims in one gemeente": (
        [who(SLACHTOFFER, "6211AB"), who(SLACHTOFFER, "6212AB")],
        "GM0935",
    ),
}

UNCERTAIN = {
    "nobody clear": ([who(Rol.PARTNER, "6211AB"), who(Rol.PARTNER, "6211AB")], "geen kind"),
    "nobody at all": ([], "geen kind"),
    "no address": ([who(KIND)], "niet bekend"),
    "the youngest child without an address": (
        [who(KIND, born="20200101"), who(KIND, "6211AB", born="20100101")],
        "niet bekend",
    ),
    "which child is the youngest is unknown": (
        [who(KIND), who(KIND, "6211AB", born="20200101")],
        "niet bekend",
    ),
    "postcode outside the registry": ([who(KIND, "1012AB")], "niet in de regio"),
    "gemeente outside the registry": ([who(KIND, code="GM0363")], "niet in de regio"),
    "straddling postcode": ([who(KIND, "6311AB")], "meer gemeenten"),
    "postcode and gemeentecode disagree": ([who(KIND, "6211AB", "GM0981")], "Tegenstrijdig"),
    "postcode unknown beside a gemeentecode": ([who(KIND, "6999AB", "GM0935")], "niet zeker"),
    "a gemeente that ended": ([who(KIND, code="GM0951")], "geen gemeente"),
    "a postcode of a gemeente that ended": ([who(KIND, "6361AB")], "geen gemeente"),
    "secret address without gemeente": ([who(KIND, "6211AB", geheim=True)], "geheim"),
    "secret address of which nothing is known": ([who(KIND, geheim=True)], "geheim"),
    "children in different gemeenten": (
        [who(KIND, "6211AB", born="20200101"), who(KIND, "6291AB", born="20180101")],
        "verschillende gemeenten",
    ),
    "child and victim in different gemeenten": (
        [who(KIND, "6211AB"), who(SLACHTOFFER, "6291AB")],
        "verschillende gemeenten",
    ),
    "child and a victim outside the region": (
        [who(KIND, "6211AB"), who(SLACHTOFFER, "1012AB")],
        "misschien elders",
    ),
    "victims in different gemeenten": (
        [who(SLACHTOFFER, "6211AB"), who(SLACHTOFFER, "6291AB")],
        "verschillende gemeenten",
    ),
    "one of two victims without an address": (
        [who(SLACHTOFFER, "6211AB"), who(SLACHTOFFER)],
        "niet bekend",
    ),
    "victim and pleger at once": (
        [who(SLACHTOFFER, "6211AB", bsn=BSN), who(PLEGER, "6211AB", bsn=BSN)],
        "slachtoffer en als pleger",
    ),
    "nobody for this group": ([who(Rol.OUDERE, "6291AB")], "geen contact voor ouderen"),
}


@pytest.mark.parametrize(("betrokkenen", "gemeente"), CERTAIN.values(), ids=CERTAIN.keys())
def test_a_certain_place_is_chosen(
    betrokkenen: list[Betrokkene], gemeente: str, registry: Registry
) -> None:
    choice = choose(betrokkenen, [], registry, DAY, DAY)
    assert isinstance(choice, Chosen)
    assert choice.gemeente.code == gemeente
    assert choice.contact.partij == gemeente.lower()
    assert not choice.contact.plaatsvervanger
    assert choice.gemeente.naam in choice.uitleg


@pytest.mark.parametrize(("betrokkenen", "because"), UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_anything_else_is_a_persons(
    betrokkenen: list[Betrokkene], because: str, registry: Registry
) -> None:
    choice = choose(betrokkenen, [], registry, DAY, DAY)
    assert isinstance(choice, AskPerson)
    assert because in choice.uitleg


def test_without_a_registry_everything_is_a_persons() -> None:
    assert isinstance(choose([who(KIND, "6211AB", "GM0935")], [], EMPTY, DAY, DAY), AskPerson)


def test_a_contradiction_proposes_both(registry: Registry) -> None:
    choice = choose([who(KIND, "6211AB", "GM0981")], [], registry, DAY, DAY)
    assert isinstance(choice, AskPerson)
    assert choice.voorstel == ("GM0935", "GM0981")


@pytest.mark.parametrize(
    ("betrokkenen", "aanleiding", "group"),
    [
        ([who(KIND)], [], Doelgroep.JEUGD),
        ([who(SLACHTOFFER, born="19900101"), who(Rol.GETUIGE, born="20150101")], [], "jeugd"),
        ([who(SLACHTOFFER, born="20081123")], [], "volwassenen"),  # eighteen today
        ([who(SLACHTOFFER, born="20081124")], [], "jeugd"),
        ([who(SLACHTOFFER, born="20080000")], [], "jeugd"),  # read as the youngest possible
        ([who(SLACHTOFFER, born="19611123")], [], "ouderen"),
        ([who(SLACHTOFFER, born="19611124")], [], "volwassenen"),
        ([who(Rol.OUDERE)], [], "ouderen"),
        (
            [who(SLACHTOFFER)],
            [Aanleiding.OUDERENMISHANDELING_EN_ONTSPOORDE_ZORG],
            Doelgroep.OUDEREN,
        ),
        ([who(SLACHTOFFER)], [], Doelgroep.VOLWASSENEN),
    ],
)
def test_the_group_follows_from_ages_and_aanleiding(
    betrokkenen: list[Betrokkene], aanleiding: list[Aanleiding], group: str
) -> None:
    assert doelgroep(betrokkenen, aanleiding, DAY) == group
