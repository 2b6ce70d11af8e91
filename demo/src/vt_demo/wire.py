"""CloudEvents as a partner or a gemeente would write them, from the specification alone.

The simulated outside world uses no code of the keten: what it sends is plain JSON and headers.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

TYPE = "nl.veiligthuis."
Headers = tuple[tuple[str, bytes | None], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A Kafka record to produce, byte for byte."""

    topic: str
    headers: Headers
    value: bytes | None

    def to_json(self) -> dict[str, Any]:
        """The record for a file: bytes in base64."""
        return {
            "topic": self.topic,
            "headers": [[name, _text(value)] for name, value in self.headers],
            "value": _text(self.value),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Record:
        """The record that `to_json` wrote."""
        headers = tuple((name, _bytes(value)) for name, value in content["headers"])
        return cls(content["topic"], headers, _bytes(content["value"]))


def binary(topic: str, kind: str, event_id: str, source: str, time: str, data: Any) -> Record:
    """Binary mode: attributes in `ce_` headers, the value is the data."""
    attributes = {"specversion": "1.0", "id": event_id, "source": source, "type": TYPE + kind}
    headers = [(f"ce_{name}", text.encode()) for name, text in attributes.items()]
    headers += [("ce_time", time.encode()), ("content-type", b"application/json")]
    return Record(topic, tuple(headers), dumps(data))


def structured(topic: str, kind: str, event_id: str, source: str, time: str, data: Any) -> Record:
    """Structured mode: the whole event is the value."""
    event = {
        "specversion": "1.0",
        "id": event_id,
        "source": source,
        "type": TYPE + kind,
        "time": time,
        "datacontenttype": "application/json",
        "data": data,
    }
    return Record(topic, (("content-type", b"application/cloudevents+json"),), dumps(event))


def dumps(data: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def text_headers(headers: Any) -> dict[str, str]:
    """Headers of a received record (pairs, or None) as text; what is no text becomes a mark."""
    return {name: (value or b"").decode("utf-8", "replace") for name, value in headers or []}


def _text(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


def _bytes(value: str | None) -> bytes | None:
    return None if value is None else base64.b64decode(value)
