"""One person at a time, and no work item ends without a name and a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from vt_messaging.work_items.domain import (
    Item,
    Settled,
    State,
    Taken,
    claim,
    close,
    overtaken,
    put_off,
    raised,
    release,
    repeats,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=4)
ITEM = Item(
    id=UUID(int=1), version=3, kind="vraag", about=UUID(int=2), title="Bekijk", priority=1,
    deadline=NOW, state=State.OPEN, claimed_by=None, decided_by=None, decision=None,
    reason=None, details={}, opened_at=NOW, changed_at=NOW,
)  # fmt: skip
ANS = replace(ITEM, state=State.CLAIMED, claimed_by="ans")
DONE = replace(ANS, state=State.DONE, decided_by="ans", decision="afgehandeld")


def test_an_open_item_is_claimed_once_and_again_by_the_same_is_harmless() -> None:
    claimed = claim(ITEM, "ans", LATER)
    assert isinstance(claimed, Item)
    assert (claimed.version, claimed.claimed_by, claimed.changed_at) == (4, "ans", LATER)
    assert claim(claimed, "ans", LATER) is claimed
    assert claim(claimed, "bob", LATER) == Taken(State.CLAIMED, "ans")


def test_only_who_has_it_gives_it_back() -> None:
    assert release(ANS, "bob", NOW) == Taken(State.CLAIMED, "ans")
    assert release(ITEM, "bob", NOW) is ITEM
    released = release(ANS, "ans", NOW)
    assert isinstance(released, Item)
    assert (released.state, released.claimed_by) == (State.OPEN, None)


def test_what_is_done_stays_done() -> None:
    done = Taken(State.DONE, "ans")
    assert claim(DONE, "ans", NOW) == done
    assert release(DONE, "ans", NOW) == done
    assert close(DONE, "bob", "afgehandeld", "x", NOW) == done
    assert put_off(DONE, "ans", "x", LATER, NOW) == done


def test_an_open_item_is_closed_without_a_claim_and_a_claimed_one_by_its_owner() -> None:
    assert close(ANS, "bob", "afgehandeld", "x", NOW) == Taken(State.CLAIMED, "ans")
    for item in (ITEM, ANS):
        closed = close(item, "ans", "afgehandeld", "gebeld", LATER)
        assert isinstance(closed, Item)
        assert (closed.state, closed.decided_by, closed.decision, closed.reason) == (
            State.DONE, "ans", "afgehandeld", "gebeld",
        )  # fmt: skip


def test_what_did_not_succeed_is_open_for_everybody_until_later() -> None:
    again = put_off(ANS, "ans", "geen gehoor", LATER, NOW)
    assert isinstance(again, Item)
    assert (again.state, again.claimed_by, again.deadline, again.reason) == (
        State.OPEN, None, LATER, "geen gehoor",
    )  # fmt: skip
    assert put_off(ANS, "bob", "x", LATER, NOW) == Taken(State.CLAIMED, "ans")


def test_what_solved_itself_is_closed_whoever_has_it() -> None:
    assert overtaken(ANS, "regels", "overdracht", None, NOW).decided_by == "regels"


def test_an_item_becomes_more_urgent_and_never_less() -> None:
    assert raised(ITEM, 0, LATER, NOW) is ITEM
    acute = raised(ITEM, 2, NOW - timedelta(hours=1), NOW)
    assert (acute.priority, acute.deadline, acute.version) == (2, NOW - timedelta(hours=1), 4)


def test_only_the_same_decision_of_the_same_person_is_a_repeat() -> None:
    assert repeats(DONE, "ans", Settled("x"))
    assert not repeats(DONE, "bob", Settled("x"))
    assert not repeats(DONE, "ans", Settled("x", "anders"))
    assert not repeats(ANS, "ans", Settled("x"))
