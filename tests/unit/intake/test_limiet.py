"""How much one sender may send: a burst, then a steady stream, and nobody is punished for waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.domain.limiet import Bucket, Limiet, take
from intake.http.limiting import MOST_REMEMBERED, SenderLimits
from vt_messaging.web import ProblemError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LIMIET = Limiet(per_minute=60, at_once=3)


def test_a_burst_is_allowed_then_one_a_second() -> None:
    bucket: Bucket | None = None
    waits = []
    for seconds in (0, 0, 0, 0, 0.5, 1.0):
        bucket, wait = take(bucket, LIMIET, NOW + timedelta(seconds=seconds))
        waits.append(wait)
    assert waits == [0, 0, 0, 1.0, 0.5, 0]


def test_a_refusal_costs_nothing_and_a_silence_fills_no_further_than_full() -> None:
    bucket = Bucket(0.0, NOW)
    for _ in range(5):
        bucket, wait = take(bucket, LIMIET, NOW)
        assert wait == 1.0
    bucket, _ = take(bucket, LIMIET, NOW + timedelta(hours=1))
    assert bucket.tokens == LIMIET.at_once - 1


def test_a_clock_that_goes_back_gives_nothing() -> None:
    bucket, wait = take(Bucket(1.0, NOW), LIMIET, NOW - timedelta(hours=1))
    assert (bucket.tokens, wait) == (0.0, 0.0)


@given(gaps=st.lists(st.floats(0, 10), min_size=1, max_size=60))
def test_never_more_than_the_burst_and_what_time_gave(gaps: list[float]) -> None:
    bucket: Bucket | None = None
    at, given_out = NOW, 0
    for gap in gaps:
        at += timedelta(seconds=gap)
        bucket, wait = take(bucket, LIMIET, at)
        given_out += wait == 0
    assert given_out <= LIMIET.at_once + (at - NOW).total_seconds() + 1


def test_one_sender_never_takes_the_place_of_another() -> None:
    limits = SenderLimits(LIMIET)
    for _ in range(LIMIET.at_once):
        limits.take("http:luid", NOW)
    with pytest.raises(ProblemError) as refused:
        limits.take("http:luid", NOW)
    assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "1"})
    limits.take("http:stil", NOW)


def test_senders_that_are_silent_are_forgotten() -> None:
    limits = SenderLimits(LIMIET)
    for number in range(MOST_REMEMBERED):
        limits.take(f"http:{number}", NOW)
    later = NOW + timedelta(minutes=1)
    limits.take("http:nieuw", later)
    assert len(limits._buckets) == 1
