"""Frontoffice medewerkers: type in what callers tell, over HTTP with their own tokens.

`python -m vt_demo.frontoffice --run FOLDER --name telefoon`
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx

from vt_demo.desk import Desk, due, take_place
from vt_demo.posting import post_melding

MEDEWERKERS = ("frontoffice-1", "frontoffice-2")


class Medewerker:
    """One person at the phone: one call at a time, in order."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._http = httpx.Client(base_url=desk.url("intake-api"), timeout=30)
        self._login = desk.login(name)
        self._calls = ThreadPoolExecutor(1, thread_name_prefix=name)

    def take(self, bericht: dict[str, Any]) -> Future[None]:
        """Handles a call after the ones that came before it."""
        return self._calls.submit(post_melding, self._desk, self._http, self._login, bericht)

    def close(self) -> None:
        """Goes home when the last call is done."""
        self._calls.shutdown()
        self._http.close()


def main() -> None:
    """Play the frontoffice."""
    desk = take_place("vt_demo.frontoffice")
    medewerkers = [Medewerker(desk, name) for name in MEDEWERKERS]
    calls: list[Future[None]] = []
    for batch in due(desk.work(), desk):
        for bericht in batch:
            # A repeat is the same person's second click: a key belongs to who sent it.
            who = medewerkers[sum(bericht["bericht_id"].encode()) % len(medewerkers)]
            calls.append(who.take(bericht))
        desk.wait(0.05)
    for call in calls:
        call.result()
    for medewerker in medewerkers:
        medewerker.close()
    desk.logbook.note("klaar")
    while not desk.wait(1.0):
        pass


if __name__ == "__main__":
    main()
