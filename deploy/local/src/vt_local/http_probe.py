"""Asks a local process whether it is ready."""

from __future__ import annotations

import http.client
from collections.abc import Callable


def answers_200(port: int, path: str = "/health/ready", timeout: float = 2.0) -> bool:
    """Tell whether GET `path` on this loopback port gives 200."""
    # http.client knows no proxies: a proxy setting of the user must not come in between.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def ready_on(port: int, path: str = "/health/ready") -> Callable[[], bool]:
    """Return the question as a function without arguments."""
    return lambda: answers_200(port, path)
