"""Free ports on loopback, the same ones as last time where that can be."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterable, Mapping

LOOPBACK = "127.0.0.1"
# Below the range from which systems take ports for outgoing connections: a port that is
# free now must still be free when the broker gets to it a second later.
_RANGE = range(18_000, 32_000)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # As the servers do: connections of a previous run that linger are no hindrance.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose_ports(
    names: Iterable[str],
    remembered: Mapping[str, int] | None = None,
    *,
    randomness: random.Random | None = None,
) -> dict[str, int]:
    """Give each name a free port of its own, the remembered one when it is still free."""
    rng = randomness or random.SystemRandom()
    remembered = remembered or {}
    wanted = list(dict.fromkeys(names))
    chosen: dict[str, int] = {}
    for name in wanted:
        port = remembered.get(name)
        if port is not None and port not in chosen.values() and is_free(port):
            chosen[name] = port
    for name in wanted:
        if name not in chosen:
            chosen[name] = _another(set(chosen.values()), rng)
    return {name: chosen[name] for name in wanted}


def _another(taken: set[int], rng: random.Random) -> int:
    for _ in range(2_000):
        port = rng.choice(_RANGE)
        if port not in taken and is_free(port):
            return port
    raise OSError(f"geen vrije poort gevonden tussen {_RANGE.start} en {_RANGE.stop}")


def answers(port: int, timeout: float = 0.2) -> bool:
    """Tell whether something accepts connections on this loopback port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=timeout):
            return True
    except OSError:
        return False
