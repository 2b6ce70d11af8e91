"""Events in, messages out, over a store in memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from notification.handlers.telling import Notification
from vt_contracts.codes import MelderSoort, Moment, Urgentie, Vervolg
from vt_contracts.events.terugkoppeling import TerugkoppelingGegevenV1
from vt_messaging.records import Delivery, Incoming
from vt_messaging.unit import Unit

MELDING = UUID("01990000-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
Make = Callable[..., Incoming[Any]]
STATUSES_OF_THE_AUTO_PATH = (
    (Moment.ONTVANGEN, "intake"), (Moment.GETRIEERD, "triage"), (Moment.AANGEBODEN, "routing"),
)  # fmt: skip


def terugkoppeling(delivery: Delivery) -> TerugkoppelingGegevenV1:
    return TerugkoppelingGegevenV1.model_validate_json(delivery.outgoing.value)


def work_items(unit: Unit) -> list[dict[str, Any]]:
    table, rows = unit.changes._inserts.get("work_item", (None, []))
    return [] if table is None else [dict(zip(table.columns, row, strict=True)) for row in rows]


async def test_the_auto_path_of_a_police_melding_gives_one_terugkoppeling(
    notification: Notification, unit: Unit, store: Any, partner: Make, status: Make
) -> None:
    statuses = [status(m, schrijver=s) for m, s in STATUSES_OF_THE_AUTO_PATH]
    await notification.tell_melders([partner(), *statuses], unit)
    (delivery,) = unit.deliveries
    assert delivery.destination == "aanlevering.politie-limburg.antwoord.v1"
    assert delivery.id == f"{MELDING}:notification:na-triage:routing.1"
    said = terugkoppeling(delivery)
    assert (said.bericht_id, said.kenmerk) == ("pol-1", "PL2300-2026-1")
    assert (said.moment, said.vervolg, said.partij) == ("aangeboden", "overdracht", "gm0935")
    assert "de gemeente Maastricht" in said.tekst
    assert (store.loads, store.saves, store.opened) == (1, 1, 0)
    assert store.dossiers[MELDING].contact is None


async def test_statuses_that_tell_nobody_anything_cost_nothing(
    notification: Notification, unit: Unit, store: Any, status: Make
) -> None:
    telling = {Moment.AANGEBODEN, Moment.BEZORGD, Moment.GEACCEPTEERD, Moment.AFGESLOTEN}
    silent = [moment for moment in Moment if moment not in telling]
    await notification.tell_melders([status(moment) for moment in silent], unit)
    assert (store.loads, store.saves) == (0, 0)
    assert unit.empty


async def test_one_query_for_many_meldingen_and_one_save_each(
    notification: Notification, unit: Unit, store: Any, partner: Make, status: Make
) -> None:
    ids = [UUID(int=n) for n in range(1, 101)]
    batch = [partner(melding_id=i) for i in reversed(ids)]
    batch += [status(Moment.AANGEBODEN, melding_id=i) for i in ids]
    await notification.tell_melders(batch, unit)
    assert (store.loads, store.saves, len(unit.deliveries)) == (1, 100, 100)
    # Written in the order of their keys, so that two lanes never wait for each other crosswise.
    assert list(store.dossiers) == ids


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_in_any_order_and_with_repeats_the_same_is_told(
    notification: Notification, unit: Unit, partner: Make, status: Make, order: tuple[int, ...]
) -> None:
    events = [
        partner(),
        status(Moment.AANGEBODEN, 1),
        status(Moment.GEACCEPTEERD, 2, team="Team Oost"),
        status(Moment.AFGESLOTEN, 3),
    ]
    for n in order:
        await notification.tell_melders([events[n]], unit)
        await notification.tell_melders([events[n], events[order[0]]], unit)
    assert sorted(d.id.split(":", 2)[2] for d in unit.deliveries) == [
        "einde:routing.3", "na-overdracht:routing.2", "na-triage:routing.1",
    ]  # fmt: skip


async def test_a_professional_with_an_address_gets_a_mail(
    notification: Notification, unit: Unit, melder: Make, status: Make
) -> None:
    await notification.tell_melders([melder(), status(Moment.AANGEBODEN)], unit)
    received, decided = unit.deliveries
    assert (received.channel, received.destination) == ("mail", "smtp")
    assert decided.outgoing.key == MELDING.bytes
    assert decided.outgoing.content_type == "message/rfc822"
    assert decided.outgoing.traceparent is not None
    mail = message_from_bytes(decided.outgoing.value, policy=default)
    assert mail["To"] == "j.devries@school.example"
    text = mail.get_content()
    assert "We dragen de melding over aan de gemeente Maastricht." in text
    assert "VT-2026-0000001-4" in text


async def test_without_a_usable_address_a_person_calls(
    notification: Notification, unit: Unit, store: Any, melder: Make
) -> None:
    await notification.tell_melders([melder(email="geen", urgentie=Urgentie.ACUUT)], unit)
    (item,) = work_items(unit)
    assert (item["kind"], item["about"], item["priority"]) == ("terugbellen", MELDING, 2)
    assert item["deadline"] == NOW + timedelta(hours=1)
    assert json.loads(item["details"]) == {"moment": "ontvangst", "besluit": "intake.1"}
    # Who, and at which number, stands in the sealed dossier alone.
    assert not any(secret in repr(item) for secret in ("Vries", "0612345678", "geen@"))
    assert (unit.deliveries, store.opened) == ([], 0)


async def test_who_is_involved_is_called_although_there_is_an_address(
    notification: Notification, unit: Unit, melder: Make, status: Make
) -> None:
    soort = MelderSoort.DIRECT_BETROKKENE
    await notification.tell_melders([melder(soort=soort), status(Moment.AANGEBODEN)], unit)
    assert [item["kind"] for item in work_items(unit)] == ["terugbellen", "terugbellen"]
    assert unit.deliveries == []


async def test_an_anonymous_melder_hears_nothing_and_leaves_nothing(
    notification: Notification, unit: Unit, store: Any, melder: Make, status: Make
) -> None:
    batch = [melder(soort=MelderSoort.BURGER_ANONIEM), status(Moment.AANGEBODEN)]
    await notification.tell_melders(batch, unit)
    await notification.tell_melders([status(Moment.AFGESLOTEN, 5)], unit)
    assert (unit.deliveries, work_items(unit)) == ([], [])
    assert store.dossiers[MELDING].contact is None
    assert store.saves == 1


async def test_a_proefbericht_is_answered_to_the_partner_and_says_so(
    notification: Notification, unit: Unit, partner: Make, status: Make
) -> None:
    await notification.tell_melders([partner(proefbericht=True), status(Moment.AANGEBODEN)], unit)
    (delivery,) = unit.deliveries
    assert terugkoppeling(delivery).tekst.startswith("DIT IS EEN PROEFBERICHT.")


async def test_a_proefbericht_never_reaches_a_person(
    notification: Notification, unit: Unit, melder: Make, status: Make
) -> None:
    life = [status(Moment.AANGEBODEN), status(Moment.AFGESLOTEN, 2)]
    await notification.tell_melders([melder(proefbericht=True), *life], unit)
    assert (unit.deliveries, work_items(unit)) == ([], [])


async def test_a_professional_partner_hears_nothing_about_the_police(
    notification: Notification, unit: Unit, partner: Make, status: Make
) -> None:
    who = partner(soort=MelderSoort.PROFESSIONAL, partner="jgz-zuid-limburg")
    accepted = status(Moment.GEACCEPTEERD, 2, team="Team Oost", politie_heeft_rol=True)
    await notification.tell_melders([who, accepted], unit)
    (delivery,) = unit.deliveries
    said = terugkoppeling(delivery)
    assert (said.team, said.politie_heeft_rol) == ("Team Oost", False)
    assert (said.vervolg, said.partij) == (None, None)
    assert "olitie" not in said.tekst


async def test_an_onderzoek_is_told_after_triage_itself(
    notification: Notification, unit: Unit, partner: Make, status: Make
) -> None:
    decided = status(
        Moment.GETRIEERD, 2, schrijver="triage", vervolg=Vervolg.ONDERZOEK, partij=None
    )
    await notification.tell_melders([partner(), decided], unit)
    (delivery,) = unit.deliveries
    said = terugkoppeling(delivery)
    assert (said.moment, said.vervolg, said.partij) == ("getrieerd", "onderzoek", None)


async def test_a_batch_that_is_handled_again_from_scratch_does_the_same(
    notification: Notification, store: Any, unit: Unit, partner: Make, status: Make
) -> None:
    batch = [partner(), status(Moment.AANGEBODEN)]
    await notification.tell_melders(batch, unit)
    store.dossiers.clear()
    again = Unit(unit.db, NOW, "notification")
    await notification.tell_melders(batch, again)
    assert again.deliveries == unit.deliveries
