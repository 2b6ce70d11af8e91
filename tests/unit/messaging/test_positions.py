"""Which records of a fetched batch follow on what was handled."""

from __future__ import annotations

from typing import Any

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from vt_messaging.errors import StaleProgressError
from vt_messaging.positions import Positions, in_runs
from vt_messaging.progress import Progress

A = TopicPartition("a", 0)
B = TopicPartition("a", 1)


class Consumer:
    """The part of aiokafka's consumer that positions look at."""

    def __init__(self) -> None:
        self.sought: list[tuple[TopicPartition, int]] = []

    def assignment(self) -> set[TopicPartition]:
        return {A, B}

    def seek(self, tp: TopicPartition, offset: int) -> None:
        self.sought.append((tp, offset))


def record(tp: TopicPartition, offset: int) -> Any:
    return ConsumerRecord(
        tp.topic, tp.partition, offset, 0, 0, b"k", b"v", None, 1, 1, (("h", b"1"),)
    )


@pytest.fixture
def consumer() -> Consumer:
    return Consumer()


@pytest.fixture
def positions(consumer: Consumer) -> Positions:
    made = Positions(None, None, lambda: consumer)  # type: ignore[arg-type]  reads no progress here
    made._known = {A: Progress(5, 5)}
    return made


def offsets(positions: Positions, *given: int) -> list[int]:
    return [raw.offset for raw in positions.fresh(A, [record(A, n) for n in given])]


def test_a_batch_is_one_run_for_each_partition() -> None:
    runs = in_runs([record(A, 1), record(A, 2), record(B, 9), record(A, 3)])
    assert {tp: [r.offset for r in run] for tp, run in runs.items()} == {A: [1, 2, 3], B: [9]}


def test_records_come_as_they_were(positions: Positions) -> None:
    [raw] = positions.fresh(A, [record(A, 5)])
    assert raw == ("a", 0, 5, b"k", b"v", (("h", b"1"),), 0)


def test_only_what_follows_is_fresh(positions: Positions) -> None:
    assert offsets(positions, 5, 6, 7) == [5, 6, 7]
    assert offsets(positions, 3, 4, 5, 6) == [5, 6]
    assert offsets(positions, 3, 4) == []
    assert positions.fresh(B, [record(B, 0)]) == []


def test_a_gap_is_believed_when_it_comes_twice(positions: Positions, consumer: Consumer) -> None:
    assert offsets(positions, 8, 9) == []
    assert consumer.sought == [(A, 5)]
    assert offsets(positions, 8, 9) == [8, 9]


def test_another_gap_than_the_last_is_not_believed(positions: Positions) -> None:
    assert offsets(positions, 9) == []
    assert offsets(positions, 8, 9) == []


def test_a_gap_that_was_filled_is_not_believed_later(positions: Positions) -> None:
    assert offsets(positions, 200) == []
    assert offsets(positions, 5, 6) == [5, 6]
    positions.handled({A: 7})
    assert offsets(positions, 200) == [], "7 to 199 would be passed over for ever"


def test_an_offset_below_what_was_handled_makes_us_look_once(positions: Positions) -> None:
    runs = in_runs([record(A, 4), record(B, 0)])
    assert positions.unknown(runs) == {B}
    positions.doubt(runs)
    assert positions.unknown(runs) == {A, B}
    with pytest.raises(StaleProgressError):
        positions.of(A)


def test_rewinding_seeks_to_the_first_record_and_forgets(
    positions: Positions, consumer: Consumer
) -> None:
    positions.rewind(in_runs([record(A, 5), record(A, 6)]))
    assert consumer.sought == [(A, 5)]
    assert positions.unknown([A]) == {A}


def test_what_is_handled_but_not_published_is_the_backlog(positions: Positions) -> None:
    positions.handled({A: 9})
    assert positions.backlog == 4
    positions.published({A: 9})
    assert positions.backlog == 0
