"""What the checker is told: where everything is, and the lists of what was sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from vt_demo.checker.evidence import Evidence, Sent


@dataclass(frozen=True)
class Description:
    """The run description file."""

    meldingen: int
    run: str
    since: float
    patience: float
    credentials: Path
    oidc: Path
    admin: str
    partners: tuple[str, ...]
    parties: tuple[str, ...]
    services: tuple[str, ...]
    urls: dict[str, str]
    sent: tuple[Path, ...]
    verdict: Path

    @classmethod
    def read(cls, path: Path) -> Description:
        """Reads `run.json`."""
        content: dict[str, Any] = json.loads(path.read_text())
        return cls(
            meldingen=int(content["meldingen"]),
            run=content["run"],
            since=moment(content["since"]),
            patience=float(content["patience"]),
            credentials=Path(content["credentials"]),
            oidc=Path(content["oidc"]),
            admin=content["admin"],
            partners=tuple(content["partners"]),
            parties=tuple(content["parties"]),
            services=tuple(content["services"]),
            urls=content["urls"],
            sent=tuple(Path(p) for p in content["sent"]),
            verdict=Path(content["verdict"]),
        )

    def kafka_of(self, principal: str) -> dict[str, Any]:
        """librdkafka settings of a principal, from its own credential file."""
        own = json.loads((self.credentials / f"{principal}.json").read_text())
        return {
            "bootstrap.servers": own["bootstrap"],
            "security.protocol": own["security_protocol"],
            "sasl.mechanism": own["mechanism"],
            "sasl.username": own["username"],
            "sasl.password": own["password"],
        }

    def key_of(self, party: str) -> dict[str, Any]:
        """The private key with which a party opens its offers."""
        own = json.loads((self.credentials / f"{party}.json").read_text())
        return dict(own["private_key"])


def moment(text: str) -> float:
    """Seconds since 1970 of a moment in ISO 8601."""
    return datetime.fromisoformat(text).timestamp()


@dataclass
class SentLists:
    """The growing files of the senders; `complete` once every sender said that it is done."""

    paths: tuple[Path, ...]
    _positions: dict[Path, int] = field(default_factory=dict)
    _done: set[Path] = field(default_factory=set)

    @property
    def complete(self) -> bool:
        """Whether nothing will be added any more."""
        return len(self._done) == len(self.paths)

    def read(self, evidence: Evidence) -> int:
        """Adds the new whole lines; returns how many were sent."""
        added = 0
        for path in self.paths:
            for line in self._new_lines(path):
                if line["wat"] == "klaar":
                    self._done.add(path)
                elif line["wat"] in ("verzonden", "niet-verzonden"):
                    evidence.sent(_sent(line))
                    added += 1
        return added

    def _new_lines(self, path: Path) -> list[dict[str, Any]]:
        if not path.exists():
            return []
        with path.open("rb") as stream:
            stream.seek(self._positions.get(path, 0))
            whole = stream.read().rpartition(b"\n")[0]
        if not whole:
            return []
        self._positions[path] = self._positions.get(path, 0) + len(whole) + 1
        return [json.loads(line) for line in whole.splitlines()]


def _sent(line: dict[str, Any]) -> Sent:
    answer = line.get("antwoord")
    return Sent(
        kanaal=line["kanaal"],
        bericht_id=line["bericht_id"],
        verwacht=line["verwacht"],
        acuut=line["acuut"],
        gemeente=line["gemeente"],
        kenmerken=tuple(line["kenmerken"]),
        at=moment(line.get("verzonden_op") or line["op"]),
        place=(line["topic"], line["partitie"], line["offset"]) if "topic" in line else None,
        status=line.get("status"),
        answer=answer if isinstance(answer, dict) else {},
    )
