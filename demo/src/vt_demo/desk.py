"""What every simulated party has on its desk: its own credentials, addresses, and a logbook.

A simulator is a process of its own. It reads the run description, the credential files of the
principals it plays, and nothing else of the environment.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import httpx


class Desk:
    """One simulator's view of the run: `desk.url("intake-api")`, `desk.kafka("gm0935")`, …"""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.description: dict[str, Any] = json.loads((folder / "run.json").read_text())
        self.seed = int(self.description["seed"])
        self.logbook = Logbook(folder / f"{name}.jsonl")
        self._stopping = threading.Event()

    @property
    def stopping(self) -> bool:
        """Whether the day is over for this simulator."""
        return self._stopping.is_set()

    def wait(self, seconds: float) -> bool:
        """Waits, shorter when the day ends; returns whether it ended."""
        return self._stopping.wait(seconds)

    def stop(self, *_: object) -> None:
        """Ends the day for this simulator."""
        self._stopping.set()

    def work(self) -> list[dict[str, Any]]:
        """The work list that the director wrote for this sender, in order of time."""
        text = (self.folder / "work" / f"{self.name}.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]

    def url(self, process: str) -> str:
        """Where a process of the keten answers HTTP."""
        return str(self.description["urls"][process])

    def urls(self) -> dict[str, str]:
        """All addresses."""
        return dict(self.description["urls"])

    def credentials(self, principal: str) -> dict[str, Any]:
        """A principal's own file: password for Kafka, and its private key if it has one."""
        path = Path(self.description["credentials"]) / f"{principal}.json"
        content: dict[str, Any] = json.loads(path.read_text())
        return content

    def kafka(self, principal: str) -> dict[str, Any]:
        """librdkafka settings of a principal."""
        own = self.credentials(principal)
        return {
            "bootstrap.servers": own["bootstrap"],
            "security.protocol": own["security_protocol"],
            "sasl.mechanism": own["mechanism"],
            "sasl.username": own["username"],
            "sasl.password": own["password"],
            "client.id": f"demo-{principal}",
        }

    def login(self, person: str) -> Login:
        """A login of somebody at the identity provider."""
        path = Path(self.description["oidc"]) / f"{person}.json"
        return Login(json.loads(path.read_text()))


class Login:
    """Bearer tokens by client credentials; fetched when first needed and before they expire."""

    def __init__(self, credentials: dict[str, Any]) -> None:
        self._credentials = credentials
        self._token = ""
        self._until = 0.0

    def headers(self) -> dict[str, str]:
        """The Authorization header for now."""
        if time.monotonic() > self._until:
            answer = httpx.post(
                self._credentials["token_endpoint"],
                data={"grant_type": "client_credentials"},
                auth=(self._credentials["client_id"], self._credentials["client_secret"]),
                timeout=10,
            )
            answer.raise_for_status()
            granted = answer.json()
            self._token = granted["access_token"]
            self._until = time.monotonic() + granted["expires_in"] * 0.8
        return {"Authorization": f"Bearer {self._token}"}


class Logbook:
    """A file of JSON lines, one for everything that was sent or received; readable at once."""

    def __init__(self, path: Path) -> None:
        self._stream: TextIO = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def note(self, wat: str, **facts: Any) -> None:
        """Appends one line: what happened, and now."""
        line = json.dumps({"wat": wat, "op": now(), **facts}, ensure_ascii=False)
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()

    def close(self) -> None:
        """Ends the file."""
        self._stream.close()


def now() -> str:
    """This moment in UTC, in milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def take_place(program: str) -> Desk:
    """The desk of a simulator process, from its command line; ends with SIGTERM or its parent."""
    parser = argparse.ArgumentParser(prog=program)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--name", required=True)
    given = parser.parse_args()
    desk = Desk(given.run, given.name)
    signal.signal(signal.SIGTERM, desk.stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the director hears Ctrl-C and tells everybody
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return desk


def facts(bericht: dict[str, Any]) -> dict[str, Any]:
    """What the list of what was sent says of a message besides where it went."""
    return {key: value for key, value in bericht.items() if key not in ("at", "record", "body")}


def due(work: list[dict[str, Any]], desk: Desk) -> Iterator[list[dict[str, Any]]]:
    """Yields what is due since the last time, an empty list when nothing is, until all was sent."""
    began = time.monotonic()
    position = 0
    while position < len(work) and not desk.stopping:
        elapsed = time.monotonic() - began
        first = position
        while position < len(work) and work[position]["at"] <= elapsed:
            position += 1
        yield work[first:position]


def _end_with_parent() -> None:
    # The pipe closes when the director is gone, however it went.
    while sys.stdin.read(1):
        pass
    os._exit(1)
