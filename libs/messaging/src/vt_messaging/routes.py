"""Which topics a service consumes, what it expects on them, and who handles it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError
from vt_contracts.cloudevents import NotACloudEventError, findings, printable, read
from vt_contracts.melding import Bevinding

from vt_messaging.errors import UnknownFutureVersionError
from vt_messaging.records import Incoming, Raw, Refused
from vt_messaging.tracing import Tracing
from vt_messaging.unit import Unit

Handler = Callable[[Sequence[Incoming[Any]], Unit], Awaitable[None]]
"""Handles one batch of parsed events: load, decide, save, emit. Called again after a conflict."""
RefusalHandler = Callable[[Refused, Unit], None]
"""Tells a partner that its record was refused; the dead letter is made already."""

_VERSIONED = re.compile(r"(?P<name>.+)\.v(?P<version>[0-9]{1,4})")
DEFAULT_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Route:
    """Records of the topics that match `topics` are parsed as one of `events` and given to `handle`.

    `strict` is for topics that partners write: NL GOV profile, unknown version refused. On internal
    topics an unknown future version pauses consumption instead.
    """

    name: str
    topics: re.Pattern[str]
    events: Sequence[type[BaseModel]]
    handle: Handler
    strict: bool = False
    max_bytes: int = DEFAULT_MAX_BYTES
    refused: RefusalHandler | None = None
    _by_type: dict[str, type[BaseModel]] = field(init=False, default_factory=dict)
    _newest: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for event in self.events:
            kind: str = event.contract_type  # type: ignore[attr-defined]
            self._by_type[kind] = event
            name, version = kind.rsplit(".v", 1)
            self._newest[name] = max(self._newest.get(name, 0), int(version))

    def parse(self, raw: Raw, tracing: Tracing) -> Incoming[Any] | Refused:
        """The record as a valid event, or why it never will be one.

        Raises UnknownFutureVersionError for a newer version on an internal topic.
        """
        size = len(raw.value or b"")
        if size > self.max_bytes:
            limit = f"{size} bytes is te groot, ten hoogste {self.max_bytes}"
            fault = Bevinding(veld="inhoud", tekst=limit)
            return _refused(raw, "TooLarge", [fault], _told_id(raw))
        try:
            envelope, data = read(raw.headers, raw.value, strict=self.strict)
        except NotACloudEventError as error:
            return _refused(raw, "NotACloudEvent", error.bevindingen, error.message_id)
        model = self._by_type.get(envelope.type)
        if model is None:
            return self._unknown(raw, envelope.type, envelope.id)
        traceparent = tracing.continued(envelope.traceparent)
        try:
            event = model.__pydantic_validator__.validate_json(data)
        except ValidationError as error:
            faults = findings(error.errors(include_url=False, include_input=False))  # type: ignore[arg-type]
            return Refused(raw, "Invalid", tuple(faults[:200]), envelope.id, traceparent)
        return Incoming(raw, envelope, event, traceparent)

    def _unknown(self, raw: Raw, event_type: str, message_id: str) -> Refused:
        match = _VERSIONED.fullmatch(event_type)
        newest = self._newest.get(match["name"], 0) if match else 0
        if match and 0 < newest < int(match["version"]) and not self.strict:
            raise UnknownFutureVersionError(event_type)
        known = ", ".join(sorted(self._by_type))
        tekst = f"{printable(event_type)} is hier niet bekend; bekend zijn: {known}"
        return _refused(raw, "UnknownType", [Bevinding(veld="ce_type", tekst=tekst)], message_id)


def _told_id(raw: Raw) -> str | None:
    """The id in the headers of a record that is not read further, so that its sender knows which."""
    value = next((value for name, value in raw.headers if name == "ce_id"), None)
    text = (value or b"").decode("ascii", "replace")
    return text if text.isprintable() and text.isascii() and 0 < len(text) <= 200 else None


def _refused(
    raw: Raw, error: str, bevindingen: list[Bevinding], message_id: str | None = None
) -> Refused:
    return Refused(raw, error, tuple(bevindingen), message_id)
