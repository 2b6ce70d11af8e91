"""How much one attempt at a destination holds."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

from vt_messaging.deliverer import MOST_AT_ONCE, MOST_BYTES_AT_ONCE, _next_attempt
from vt_messaging.records import Outgoing, Parcel


def parcel(number: int, events: int, size: int = 1) -> Parcel:
    event = Outgoing("t", b"k", "1", "s", "c", None, datetime(2026, 3, 2, tzinfo=UTC), b"x" * size)
    return Parcel(str(number), "kafka", "t", (event,) * events)


def test_an_attempt_ends_at_its_limits_and_leaves_the_rest_in_order() -> None:
    waiting = deque(parcel(n, MOST_AT_ONCE // 3) for n in range(5))
    assert [p.id for p in _next_attempt(waiting)] == ["0", "1", "2"]
    assert [p.id for p in waiting] == ["3", "4"]


def test_a_parcel_above_the_limits_goes_alone() -> None:
    waiting = deque([parcel(0, 1, MOST_BYTES_AT_ONCE + 1), parcel(1, 1)])
    assert [p.id for p in _next_attempt(waiting)] == ["0"]
    assert [p.id for p in _next_attempt(waiting)] == ["1"]
    assert not waiting
