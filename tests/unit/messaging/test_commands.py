"""A process that loses its slot while it publishes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from vt_messaging.commands import Commands
from vt_messaging.metrics import Metrics
from vt_messaging.progress import Progress
from vt_messaging.records import Outgoing

EVENT = Outgoing("t", b"k", "1", "s", "c", None, datetime(2026, 3, 2, tzinfo=UTC), b"{}")


class Publisher:
    """While it waits for the cluster, the process gives its slot up and takes another."""

    def __init__(self) -> None:
        self.commands: Commands | None = None

    async def publish(self, records: Sequence[Outgoing]) -> None:
        assert self.commands is not None
        self.commands._take_slot(1, Progress(12, 12), None)


async def test_what_was_published_of_one_slot_says_nothing_of_the_next() -> None:
    publisher = Publisher()
    nothing = dict.fromkeys(("pool", "batches", "deliverer", "tracing"))
    commands = Commands(
        dsn="",
        publisher=publisher,  # type: ignore[arg-type]
        metrics=Metrics("proef", "api"),
        **nothing,  # type: ignore[arg-type]
    )
    publisher.commands = commands
    first = Progress(900, 0)
    commands._take_slot(0, first, None)
    commands._spilled = False
    commands._unsent.append((900, [EVENT]))
    await commands._publish_waiting()
    assert first.published == 900
    assert commands._progress == Progress(12, 12)
    assert not commands._unsent
