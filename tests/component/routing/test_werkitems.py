"""People: claim, read, decide; each with an audit row and an answer that says who has it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from routing.domain.beslissing import (
    Aanbieden,
    Afsluiten,
    Gezien,
    TelefonischGeaccepteerd,
)
from routing.handlers.reading import Missing, Read
from vt_contracts.codes import Vervolg
from vt_messaging.work_items.domain import Item, Settled, State, Taken, Unfit
from vt_messaging.work_items.handlers import Act, Decide, NotThere, Shown


@pytest.fixture
async def item(service: Any, getrieerd: Any) -> UUID:
    """A question whom to offer to."""
    await service.besluiten(getrieerd(postcode="1012AB"))
    return next(iter(service.store.items))


def moments(service: Any) -> list[str]:
    facts = [o for o in service.units[-1].outgoing if o.topic.startswith("melding.status.")]
    return [json.loads(o.value)["moment"] for o in facts]


async def test_who_asks_first_has_it(service: Any, item: UUID) -> None:
    first, second, missing = await service.command(
        service.werkitems.claim, Act(item, "anna"), Act(item, "bo"), Act(uuid4(), "bo")
    )
    assert isinstance(first, Item)
    assert first.claimed_by == "anna"
    assert second == Taken(State.CLAIMED, "anna")
    assert isinstance(missing, NotThere)
    again, blocked = await service.command(
        service.werkitems.release, Act(item, "anna"), Act(item, "bo")
    )
    assert isinstance(again, Item)
    assert again.state == "open"
    assert isinstance(blocked, Item)  # nobody has it now


async def test_reading_shows_the_dossier_and_is_noted(service: Any, item: UUID) -> None:
    (opened,) = await service.command(service.werkitems.show, Act(item, "anna"))
    assert isinstance(opened, Shown)
    _, besluit = opened.dossier
    assert besluit.toelichting == "Er was ruzie."
    ((_, who, what, about, _, _),) = service.audits()
    assert (who, what, about) == ("anna", "dossier-gelezen", opened.item.about)


async def test_offering_to_the_gemeente_that_a_person_chose(
    service: Any, item: UUID, opened: Any
) -> None:
    (answer,) = await service.command(
        service.werkitems.decide, Decide(item, "anna", Aanbieden("GM0981", "woont bij oma"))
    )
    assert isinstance(answer, Item)
    assert (answer.state, answer.decision, answer.reason) == (
        "afgehandeld", "aanbieden", "woont bij oma",
    )  # fmt: skip
    unit = service.units[-1]
    assert moments(service) == ["aangeboden"]
    assert opened(unit.deliveries[0])["gemeente"] == "GM0981"
    ((_, who, what, _, rule_version, details),) = service.audits()
    assert (who, what, rule_version) == ("anna", "besluit: aanbieden", "register 5")
    assert json.loads(details)["reden"] == "woont bij oma"


async def test_accepted_by_phone(service: Any, item: UUID) -> None:
    (answer,) = await service.command(
        service.werkitems.decide,
        Decide(item, "anna", TelefonischGeaccepteerd("Robin", "Team Zuid", "gebeld", "GM0981")),
    )
    assert isinstance(answer, Item)
    assert moments(service) == ["geaccepteerd", "gestart"]
    assert not service.units[-1].deliveries
    (dossier,) = service.store.dossiers.values()
    (overdracht,) = dossier.overdrachten
    assert (overdracht.state, overdracht.door, overdracht.team) == ("gestart", "Robin", "Team Zuid")


async def test_closing(service: Any, item: UUID) -> None:
    await service.command(service.werkitems.decide, Decide(item, "anna", Afsluiten("verhuisd")))
    assert moments(service) == ["afgesloten"]


@pytest.mark.parametrize(
    ("beslissing", "veld"),
    [
        (Aanbieden("GM0001", "x"), "gemeente"),
        (TelefonischGeaccepteerd("Robin", "Team", "x"), "gemeente"),
        (Gezien("x"), None),
    ],
)
async def test_what_cannot_be_changes_nothing(
    service: Any, item: UUID, beslissing: Any, veld: str | None
) -> None:
    (answer,) = await service.command(service.werkitems.decide, Decide(item, "anna", beslissing))
    assert isinstance(answer, Unfit)
    assert answer.field == veld
    assert service.units[-1].empty


async def test_a_second_decision_hears_who_was_first(service: Any, item: UUID) -> None:
    decide = Decide(item, "anna", Afsluiten("verhuisd"))
    first, second = await service.command(
        service.werkitems.decide, decide, Decide(item, "bo", Aanbieden("GM0981", "x"))
    )
    assert isinstance(first, Item)
    assert second == Taken(State.DONE, "anna")
    assert not service.units[-1].deliveries


async def test_a_person_goes_on_with_another_gemeente_after_a_changed_decision(
    service: Any, getrieerd: Any
) -> None:
    await service.besluiten(getrieerd(), getrieerd(versie=2, vervolg=Vervolg.DOORZETTEN))
    (item,) = service.store.items
    (answer,) = await service.command(
        service.werkitems.decide, Decide(item, "anna", Aanbieden("GM0981", "verhuisd"))
    )
    assert isinstance(answer, Item)
    (dossier,) = service.store.dossiers.values()
    assert [(o.state, o.bevestiging) for o in dossier.overdrachten] == [
        ("ingehaald", "acceptatie"), ("aangeboden", "ontvangst"),
    ]  # fmt: skip


async def test_a_dead_letter_can_only_be_settled(service: Any) -> None:
    from vt_contracts.events.overdracht import OverdrachtOntvangenV1

    await service.antwoorden("gm0935", OverdrachtOntvangenV1(overdracht_id=uuid4()))
    (item,) = service.store.items
    (refused,) = await service.command(
        service.werkitems.decide, Decide(item, "anna", Aanbieden("GM0935", "x"))
    )
    assert isinstance(refused, Unfit)
    (closed,) = await service.command(
        service.werkitems.decide, Decide(item, "anna", Settled("gebeld met de afzender"))
    )
    assert isinstance(closed, Item)
    assert closed.state == "afgehandeld"


async def test_reading_overdrachten_is_noted(service: Any, getrieerd: Any) -> None:
    await service.besluiten(getrieerd())
    (dossier,) = service.store.dossiers.values()
    found, missing = await service.command(
        service.reading.read_overdrachten, Read(dossier.id, "anna"), Read(uuid4(), "anna")
    )
    assert found.id == dossier.id
    assert isinstance(missing, Missing)
    assert len(service.audits()) == 1
    identity = dossier.overdrachten[0].id
    ((_, overdracht),) = await service.command(
        service.reading.read_overdracht, Read(identity, "anna")
    )
    assert overdracht.id == identity
    assert len(service.audits()) == 1
