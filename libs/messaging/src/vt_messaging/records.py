"""What comes in and what goes out, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Generic, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel
from vt_contracts import cloudevents
from vt_contracts.cloudevents import Envelope
from vt_contracts.melding import Bevinding

E = TypeVar("E", bound=BaseModel, covariant=True)


class Cause(Protocol):
    """Where a change came from: the source, its part and offset; and the trace it belongs to."""

    @property
    def source(self) -> str: ...
    @property
    def part(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def traceparent(self) -> str | None: ...


class Raw(NamedTuple):
    """A Kafka record as it came, untouched; `at` is the broker's or sender's timestamp (ms)."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    at: int


class Incoming(NamedTuple, Generic[E]):
    """A record whose envelope and data are valid; `event` is its contract."""

    raw: Raw
    envelope: Envelope
    event: E
    traceparent: str | None

    @property
    def source(self) -> str:
        return self.raw.topic

    @property
    def part(self) -> int:
        return self.raw.partition

    @property
    def offset(self) -> int:
        return self.raw.offset

    @property
    def topic(self) -> str:
        return self.raw.topic


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that can never be handled: why, as a class name and findings without values."""

    raw: Raw
    error: str
    bevindingen: tuple[Bevinding, ...]
    message_id: str | None
    traceparent: str | None = None

    @property
    def source(self) -> str:
        return self.raw.topic

    @property
    def part(self) -> int:
        return self.raw.partition

    @property
    def offset(self) -> int:
        return self.raw.offset

    @property
    def reason(self) -> str:
        return "; ".join(f"{b.veld}: {b.tekst}" for b in self.bevindingen)


@lru_cache(maxsize=64)
def written(moment: datetime) -> str:
    """A moment in RFC 3339; all events of a batch mostly share one."""
    return moment.isoformat()


class Outgoing(NamedTuple):
    """An event on its way out; `key` orders it among its like (the melding id)."""

    topic: str
    key: bytes
    event_id: str
    event_type: str
    content_type: str
    traceparent: str | None
    occurred_at: datetime
    value: bytes

    def headers(self, source: str) -> list[tuple[str, bytes]]:
        """CloudEvents headers in binary mode; `source` is the URN of the sending service."""
        return cloudevents.write(
            event_id=self.event_id,
            source=source,
            event_type=self.event_type,
            time=written(self.occurred_at),
            content_type=self.content_type,
            traceparent=self.traceparent,
        )


class Delivery(NamedTuple):
    """One event for one destination outside, as a handler asks for it.

    `id` is the idempotency key; `destination` is what fails together (a topic, the mail relay).
    """

    id: str
    channel: str
    destination: str
    outgoing: Outgoing


class Parcel(NamedTuple):
    """What one batch has for one destination: sent after commit, a row until it was acknowledged.

    `id` is that of its first delivery. On a topic the events of a parcel travel together; whatever
    is accepted or refused one by one, such as a mail, is a parcel by itself.
    """

    id: str
    channel: str
    destination: str
    events: tuple[Outgoing, ...]
    attempts: int = 0
    uncertain: bool = False
