"""What the simulated gemeenten answer: the same to the same offer, and in the end always yes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from vt_contracts.events.overdracht import (
    OverdrachtGeaccepteerdV1,
    OverdrachtGestartV1,
    OverdrachtGeweigerdV1,
    OverdrachtOntvangenV1,
)
from vt_demo.gemeenten import REFUSE_SHARE, SILENT_ROUNDS, SILENT_SHARE, answers

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MODELS = {
    "ontvangen": OverdrachtOntvangenV1,
    "geaccepteerd": OverdrachtGeaccepteerdV1,
    "geweigerd": OverdrachtGeweigerdV1,
    "gestart": OverdrachtGestartV1,
}


def offer(n: int, ronde: int = 1, bevestiging: str = "acceptatie") -> dict[str, Any]:
    return {
        "overdrachtId": f"00000000-0000-4000-8000-{n:012d}",
        "meldingId": f"10000000-0000-4000-8000-{n:012d}",
        "ronde": ronde,
        "bevestiging": bevestiging,
        "team": "Jeugdteam",
    }


def kinds(n: int, ronde: int = 1) -> tuple[str, ...]:
    return tuple(a.kind for a in answers(offer(n, ronde), seed=1, party="gm0935", at=AT))


def test_most_accept_some_refuse_a_few_stay_silent() -> None:
    found = Counter(kinds(n) for n in range(4000))
    assert found[()] / 4000 == pytest.approx(SILENT_SHARE, abs=0.01)
    assert found["ontvangen", "geweigerd"] / 4000 == pytest.approx(REFUSE_SHARE, abs=0.01)
    assert set(found) == {
        (),
        ("ontvangen", "geweigerd"),
        ("ontvangen", "geaccepteerd", "gestart"),
    }


def test_every_offer_is_accepted_in_the_end() -> None:
    assert {kinds(n, SILENT_ROUNDS + 1) for n in range(500)} == {
        ("ontvangen", "geaccepteerd", "gestart")
    }


def test_for_doorzetten_receipt_is_enough() -> None:
    given = answers(offer(1, bevestiging="ontvangst"), seed=1, party="gm0935", at=AT)
    assert [a.kind for a in given] == ["ontvangen"]


def test_the_same_offer_gets_the_same_answers_in_the_order_of_the_work() -> None:
    for n in range(100):
        first = list(answers(offer(n), seed=1, party="gm0935", at=AT))
        assert first == list(answers(offer(n), seed=1, party="gm0935", at=AT))
        assert [a.after for a in first] == sorted(a.after for a in first)


def test_answers_are_what_the_contracts_take() -> None:
    for n in range(300):
        for answer in answers(offer(n), seed=1, party="gm0935", at=AT):
            MODELS[answer.kind].model_validate(answer.data)
