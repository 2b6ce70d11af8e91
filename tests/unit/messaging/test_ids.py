"""Ids and the random bytes they are made of."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from vt_messaging.ids import time_ordered_uuid
from vt_messaging.random_bytes import random_bytes

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_an_id_is_a_version_7_uuid_of_its_moment() -> None:
    identity = time_ordered_uuid(NOW)
    assert isinstance(identity, UUID)
    assert (identity.version, identity.variant) == (7, RFC_4122)
    assert int.from_bytes(identity.bytes[:6], "big") == int(NOW.timestamp() * 1000)
    assert identity == UUID(str(identity))


def test_ids_sort_by_time_and_never_meet() -> None:
    ids = [time_ordered_uuid(NOW + timedelta(milliseconds=ms // 50)) for ms in range(5000)]
    assert len(set(ids)) == 5000
    assert [i.bytes[:6] for i in ids] == sorted(i.bytes[:6] for i in ids)


def test_no_random_byte_is_given_out_twice() -> None:
    taken = [random_bytes(count) for count in [12] * 3000 + [20_000, 10, 8192, 1]]
    assert [len(t) for t in taken[-4:]] == [20_000, 10, 8192, 1]
    assert len(set(taken[:3000])) == 3000


def test_threads_and_forked_processes_are_given_other_bytes() -> None:
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda _: random_bytes(12), range(20_000)))
    assert len(set(taken)) == len(taken)
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, random_bytes(12))
        os._exit(0)
    child = os.read(reading, 12)
    os.wait()
    assert len(child) == 12
    assert child != random_bytes(12)
