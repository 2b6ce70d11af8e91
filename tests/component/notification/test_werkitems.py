"""What medewerkers do with their tasks, over a store in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from notification.domain.werkitems import TERUGBELLEN, Beslissing, Uitkomst
from notification.handlers.telling import Notification
from vt_contracts.codes import Moment
from vt_messaging.commands import Command
from vt_messaging.records import Incoming
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item, Settled, State, Taken, Unfit
from vt_messaging.work_items.handlers import Act, Decide, NotThere, Shown, WorkItems

MELDING = UUID("01990000-0000-7000-8000-000000000001")
ITEM = UUID(int=5)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
Make = Callable[..., Incoming[Any]]


def a_task(**changes: Any) -> Item:
    given: dict[str, Any] = {
        "id": ITEM, "version": 1, "kind": TERUGBELLEN, "about": MELDING, "title": "Bel",
        "priority": 1, "deadline": NOW, "state": State.OPEN, "claimed_by": None,
        "decided_by": None, "decision": None, "reason": None, "details": {"moment": "na-triage"},
        "opened_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    return Item(**{**given, **changes})


def commands(*contents: Any) -> list[Command[Any]]:
    return [Command(content, 0, n, None) for n, content in enumerate(contents)]


def audited(unit: Unit) -> list[tuple[str, str]]:
    _, rows = unit.changes._inserts.get("audit", (None, []))
    return [(row[1], row[2]) for row in rows]


async def test_two_who_claim_at_once_get_one_item_between_them(
    werkitems: WorkItems, items: Any, unit: Unit
) -> None:
    items.kept[ITEM] = a_task()
    first, second, third = await werkitems.claim(
        commands(Act(ITEM, "ans"), Act(ITEM, "bob"), Act(UUID(int=9), "ans")), unit
    )
    assert isinstance(first, Item)
    assert second == Taken(State.CLAIMED, "ans")
    assert isinstance(third, NotThere)
    assert items.kept[ITEM].claimed_by == "ans"
    assert audited(unit) == [("ans", "werkitem-geclaimd")]


async def test_a_decision_is_kept_with_name_and_reason(
    werkitems: WorkItems, items: Any, unit: Unit
) -> None:
    items.kept[ITEM] = a_task(state=State.CLAIMED, claimed_by="ans")
    content = Decide(ITEM, "ans", Beslissing(Uitkomst.NIET_NODIG, "heeft zelf gebeld"))
    await werkitems.decide(commands(content), unit)
    kept = items.kept[ITEM]
    assert (kept.state, kept.decided_by, kept.decision, kept.reason) == (
        "afgehandeld", "ans", "niet-nodig", "heeft zelf gebeld",
    )  # fmt: skip
    assert audited(unit) == [("ans", "werkitem beslist")]


async def test_a_melder_who_was_not_reached_is_called_again_by_anyone(
    werkitems: WorkItems, items: Any, unit: Unit
) -> None:
    items.kept[ITEM] = a_task(state=State.CLAIMED, claimed_by="ans")
    content = Decide(ITEM, "ans", Beslissing(Uitkomst.NIET_BEREIKT, "geen gehoor"))
    await werkitems.decide(commands(content), unit)
    kept = items.kept[ITEM]
    assert (kept.state, kept.claimed_by, kept.reason) == (State.OPEN, None, "geen gehoor")
    assert kept.deadline > NOW
    assert audited(unit) == [("ans", "werkitem beslist")]


async def test_a_decision_that_is_not_possible_changes_nothing(
    werkitems: WorkItems, items: Any, unit: Unit
) -> None:
    items.kept[ITEM] = a_task()
    content = Decide(ITEM, "ans", Settled("klaar"))
    (answer,) = await werkitems.decide(commands(content), unit)
    assert isinstance(answer, Unfit)
    assert unit.empty


async def test_looking_shows_whom_to_call_and_what_may_be_said_and_is_noted(
    werkitems: WorkItems,
    notification: Notification,
    items: Any,
    unit: Unit,
    melder: Make,
    status: Make,
) -> None:
    await notification.tell_melders([melder(email=None), status(Moment.AANGEBODEN)], unit)
    items.kept[ITEM] = a_task()
    later = Unit(unit.db, NOW, "notification")
    (shown,) = await werkitems.show(commands(Act(ITEM, "ans")), later)
    assert isinstance(shown, Shown)
    assert (shown.dossier.contact.naam, shown.dossier.contact.telefoon) == (
        "J. de Vries",
        "0612345678",
    )
    assert shown.dossier.tekst is not None
    assert "We dragen de melding over aan de gemeente Maastricht." in shown.dossier.tekst
    assert audited(later) == [("ans", "dossier-gelezen")]


async def test_a_task_about_no_melding_can_be_seen_too(
    werkitems: WorkItems, items: Any, unit: Unit
) -> None:
    items.kept[ITEM] = a_task(kind="dead-letter", about=None, details={"topic": "x"})
    shown, missing = await werkitems.show(commands(Act(ITEM, "ans"), Act(UUID(int=9), "ans")), unit)
    assert isinstance(shown, Shown)
    assert shown.dossier is None
    assert isinstance(missing, NotThere)
