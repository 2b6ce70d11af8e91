"""An environment that lives as long as the command that started it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from vt_local.errors import AbortedError
from vt_local.local_platform import LocalPlatform

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def run_in_foreground(
    platform: LocalPlatform,
    *,
    ready: Callable[[LocalPlatform], None],
    say: Callable[[str], None],
) -> bool:
    """Start, call `ready`, wait for Ctrl-C or SIGTERM, stop; False when stopped while starting."""
    wanted_to_stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if wanted_to_stop.is_set():
            say("Er wordt al gestopt; een ogenblik.")
        wanted_to_stop.set()
        platform.abort()

    with _handling(on_signal):
        try:
            platform.start_all()
        except AbortedError:
            return False
        try:
            # Asked for while the last process came up: nobody waited who could notice.
            if not wanted_to_stop.is_set():
                ready(platform)
            while not wanted_to_stop.wait(0.5):
                pass
            say("Stoppen: eerst de diensten, dan Kafka en PostgreSQL")
        finally:
            platform.stop_all()
    return True


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
