"""Random bytes of the operating system, fetched many at a time.

A system call for each id, nonce and trace was measured at 1 µs, some twelve times a melding.
"""

from __future__ import annotations

import os
from threading import Lock

_AT_ONCE = 8192
_lock = Lock()
_fetched = b""
_given = 0


def random_bytes(count: int) -> bytes:
    """`count` fresh bytes, fit for keys and nonces; no byte is ever given out twice."""
    global _fetched, _given  # noqa: PLW0603  the buffer of this process
    with _lock:
        end = _given + count
        if end > len(_fetched):
            _fetched, _given, end = os.urandom(max(_AT_ONCE, count)), 0, count
        taken = _fetched[_given:end]
        _given = end
    return taken


def _start_anew() -> None:
    """A forked process must not give out what its parent will."""
    global _fetched, _given
    _fetched, _given = b"", 0


os.register_at_fork(after_in_child=_start_anew)
