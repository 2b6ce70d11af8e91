"""One person at a time, and no task ends in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from notification.domain.werkitems import (
    MAIL_ONBESTELBAAR,
    TERUGBELLEN,
    NotPossible,
    Taken,
    Uitkomst,
    Werkitem,
    WerkitemState,
    claim,
    decide,
    release,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=4)
ITEM = Werkitem(
    id=UUID(int=1), version=3, kind=TERUGBELLEN, about=UUID(int=2), title="Bel", priority=0,
    deadline=NOW, state=WerkitemState.OPEN, claimed_by=None, decided_by=None, decision=None,
    reason=None, details={}, opened_at=NOW, changed_at=NOW,
)  # fmt: skip
ANS = replace(ITEM, state=WerkitemState.GECLAIMD, claimed_by="ans")
DONE = replace(ANS, state=WerkitemState.AFGEHANDELD, decided_by="ans")


def test_an_open_item_is_claimed_once_and_again_by_the_same_is_harmless() -> None:
    claimed = claim(ITEM, "ans", LATER)
    assert isinstance(claimed, Werkitem)
    assert (claimed.version, claimed.claimed_by, claimed.changed_at) == (4, "ans", LATER)
    assert claim(claimed, "ans", LATER) is claimed
    assert claim(claimed, "bob", LATER) == Taken(WerkitemState.GECLAIMD, "ans")


def test_only_who_has_it_gives_it_back() -> None:
    assert release(ANS, "bob", NOW) == Taken(WerkitemState.GECLAIMD, "ans")
    assert release(ITEM, "bob", NOW) is ITEM
    released = release(ANS, "ans", NOW)
    assert isinstance(released, Werkitem)
    assert (released.state, released.claimed_by) == (WerkitemState.OPEN, None)


def test_what_is_done_stays_done() -> None:
    done = Taken(WerkitemState.AFGEHANDELD, "ans")
    assert claim(DONE, "ans", NOW) == done
    assert release(DONE, "ans", NOW) == done
    assert decide(DONE, "ans", Uitkomst.VERTELD, "", NOW, LATER) == done


def test_told_closes_it() -> None:
    closed = decide(ANS, "ans", Uitkomst.VERTELD, " ", NOW, LATER)
    assert isinstance(closed, Werkitem)
    assert (closed.state, closed.decided_by, closed.decision, closed.reason) == (
        WerkitemState.AFGEHANDELD, "ans", "verteld", None,
    )  # fmt: skip


def test_a_melder_who_was_not_reached_is_called_again_by_anyone() -> None:
    again = decide(ANS, "ans", Uitkomst.NIET_BEREIKT, "geen gehoor", NOW, LATER)
    assert isinstance(again, Werkitem)
    assert (again.state, again.claimed_by, again.deadline, again.reason) == (
        WerkitemState.OPEN, None, LATER, "geen gehoor",
    )  # fmt: skip


def test_letting_it_go_needs_a_reason() -> None:
    refused = decide(ANS, "ans", Uitkomst.NIET_NODIG, "  ", NOW, LATER)
    assert isinstance(refused, NotPossible)
    assert refused.field == "reden"
    assert isinstance(decide(ANS, "ans", Uitkomst.NIET_NODIG, "overleden", NOW, LATER), Werkitem)


@pytest.mark.parametrize(
    ("kind", "possible"),
    [
        (TERUGBELLEN, {"verteld", "niet-bereikt", "niet-nodig"}),
        (MAIL_ONBESTELBAAR, {"verteld", "niet-bereikt", "niet-nodig"}),
        ("dead-letter", {"afgehandeld"}),
        ("onbezorgd", {"afgehandeld"}),
    ],
)
def test_what_can_be_said_of_a_kind(kind: str, possible: set[str]) -> None:
    item = replace(ANS, kind=kind)
    said = {
        u.value for u in Uitkomst if isinstance(decide(item, "ans", u, "x", NOW, LATER), Werkitem)
    }
    assert said == possible
