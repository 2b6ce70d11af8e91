"""Events of a batch as one value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vt_contracts.cloudevents import JOSE, JSON
from vt_messaging.packing import in_parcels, pack, unpack
from vt_messaging.records import Outgoing

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))]))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
events = st.builds(
    Outgoing,
    topic=texts,
    key=st.binary(max_size=16),
    event_id=texts,
    event_type=texts,
    content_type=st.sampled_from([JSON, JOSE]),
    traceparent=st.none() | texts,
    occurred_at=moments,
    value=st.binary(max_size=200),
)


def event(value: bytes, content_type: str = JSON) -> Outgoing:
    return Outgoing("t", b"k", "1", "soort", content_type, None, NOW, value)


@given(st.lists(events, min_size=1, max_size=8))
def test_what_was_packed_comes_out_in_the_same_order(given_events: list[Outgoing]) -> None:
    assert unpack(pack(given_events)) == given_events


def test_text_is_compressed_and_ciphertext_is_not() -> None:
    alike = b"Ter plaatse gegaan na een melding van overlast. " * 20
    assert len(pack([event(alike)] * 50)) < len(alike) * 2
    assert alike in pack([event(alike, JOSE)])


def test_anything_else_is_refused() -> None:
    with pytest.raises(ValueError, match="no packed events"):
        unpack(b"{}")


def test_a_parcel_ends_at_either_limit_and_always_holds_one() -> None:
    sizes = [3, 3, 3, 50, 1, 1, 1, 1]
    parcels = in_parcels([event(b"x" * size) for size in sizes], most_events=3, most_bytes=10)
    assert [[len(e.value) for e in parcel] for parcel in parcels] == [
        [3, 3, 3], [50], [1, 1, 1], [1],
    ]  # fmt: skip
    assert in_parcels([], 3, 10) == []
