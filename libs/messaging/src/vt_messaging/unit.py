"""The unit of work of one batch: what a handler reads with and writes to. It never commits itself."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_json
from vt_contracts import topics
from vt_contracts.cloudevents import JSON
from vt_contracts.events.dead_letter import DeadLetterV1

from vt_messaging.changes import Changes, Row, Table
from vt_messaging.ids import time_ordered_uuid
from vt_messaging.packing import in_parcels, pack
from vt_messaging.records import Cause, Delivery, Outgoing, Parcel, Refused
from vt_messaging.schema import AUDIT, DEAD_LETTER, DELIVERY, OUTBOX, WORK_ITEM

LEASE = timedelta(seconds=10)
"""How long a delivery belongs to the process that made it, before another may take it over."""
DEAD_LETTER_KIND = "dead-letter"
KAFKA = "kafka"
"""The channel of edge topics; the only one on which the events of a batch travel together."""
MOST_IN_PARCEL = 500
MOST_PARCEL_BYTES = 4 * 1024 * 1024


class Reader(Protocol):
    """The part of a database connection that loading needs."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something a person must do: what about, how urgent (2 acuut, 1 hoog, 0 regulier), by when."""

    kind: str
    title: str
    about: UUID | None
    priority: int
    deadline: datetime
    details: dict[str, Any]


class Unit:
    """Collects what a batch changes and emits. `now` is the one moment of the batch.

    `db` is for set-based loading; writes go through `save`, `insert`, `emit` and `deliver`, and are
    executed together by the caller as one statement.
    """

    def __init__(self, db: Reader, now: datetime, service: str) -> None:
        self.db = db
        self.now = now
        self.changes = Changes()
        self.outgoing: list[Outgoing] = []
        self.deliveries: list[Delivery] = []
        self.parcels: list[Parcel] = []
        self.dead_letters = 0
        self.alarms: list[str] = []
        self._service = service
        self._emitted: dict[tuple[str, int], _Emitted] = {}

    @property
    def empty(self) -> bool:
        """Whether this batch changes nothing and tells nobody anything."""
        return self.changes.empty and not self.outgoing and not self.deliveries

    def insert(self, table: Table, row: Row) -> None:
        """A row that must be new."""
        self.changes.insert(table, row)

    def insert_all(self, table: Table, rows: Sequence[Row]) -> None:
        """Rows that must be new, a dozen a melding: one call for all."""
        self.changes.insert_all(table, rows)

    def save(self, table: Table, row: Row, loaded_version: int) -> None:
        """A new state of an aggregate that was loaded in `loaded_version` (0: it is new)."""
        self.changes.save(table, row, loaded_version)

    def keep_newest(self, table: Table, row: Row) -> None:
        """A snapshot that another service versions; one that is older than what is kept is ignored."""
        self.changes.keep_newest(table, row)

    def emit(self, cause: Cause, topic: str, key: bytes, event: BaseModel, event_id: str) -> None:
        """Appends `event` to the outbox for an internal topic, in the trace of its cause."""
        out = self._event(cause, topic, key, event, event_id)
        place = (cause.source, cause.part)
        if (emitted := self._emitted.get(place)) is None:
            emitted = self._emitted[place] = _Emitted(cause.offset, cause.offset, [])
        emitted.note(cause.offset, out)
        self.outgoing.append(out)

    def deliver(
        self, cause: Cause, topic: str, key: bytes, event: BaseModel, event_id: str
    ) -> None:
        """Appends `event` for one destination outside; its topic fails alone."""
        self.deliver_record(KAFKA, topic, event_id, self._event(cause, topic, key, event, event_id))

    def deliver_record(
        self, channel: str, destination: str, delivery_id: str, out: Outgoing
    ) -> None:
        """As `deliver`, for bytes that are made already (JWE, a mail) and for any channel."""
        self.deliveries.append(Delivery(delivery_id, channel, destination, out))

    def close(self) -> None:
        """Puts what was emitted and delivered among the changes; called once, after the handlers."""
        for (source, part), emitted in self._emitted.items():
            self.changes.insert(
                OUTBOX,
                (
                    source, part, emitted.first, emitted.last, pack(emitted.events),
                    self.now.date(),
                ),
            )  # fmt: skip
        self.parcels = _parcels(self.deliveries)
        for parcel in self.parcels:
            self.changes.insert(
                DELIVERY,
                (
                    parcel.id, parcel.channel, parcel.destination, pack(parcel.events),
                    self.now + LEASE,
                ),
            )  # fmt: skip

    def open_work_item(self, item: WorkItem) -> UUID:
        """Opens a work item for a person and returns its id."""
        identity = time_ordered_uuid(self.now)
        self.changes.insert(
            WORK_ITEM,
            (
                identity, 1, item.kind, item.about, item.title, item.priority, item.deadline,
                "open", None, None, None, None, to_json(item.details).decode(), self.now, self.now,
            ),
        )  # fmt: skip
        return identity

    def audit(
        self,
        who: str,
        what: str,
        about: UUID | None,
        *,
        rule_version: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Notes who did what, about which melding, by which version of the rules (guarantee A)."""
        self.changes.insert(
            AUDIT, (self.now, who, what, about, rule_version, to_json(details or {}).decode())
        )

    def alarm(self, name: str) -> None:
        """Rings: counted and logged as an error when the batch is written; `name` is a code."""
        self.alarms.append(name)

    def refuse(self, refused: Refused) -> None:
        """Sets a record apart: the original bytes, an open work item, and a copy on the DLQ topic."""
        raw = refused.raw
        work_item = self.open_work_item(
            WorkItem(
                kind=DEAD_LETTER_KIND,
                title=f"Bericht op {raw.topic} kon niet worden verwerkt",
                about=None,
                priority=2 if raw.topic.endswith(topics.ACUUT) else 1,
                deadline=self.now + timedelta(hours=1),
                details={
                    "topic": raw.topic, "partitie": raw.partition, "offset": raw.offset,
                    "fout": refused.error, "reden": refused.reason,
                },
            )
        )  # fmt: skip
        headers = [(name, _base64(value)) for name, value in raw.headers]
        self.changes.insert(
            DEAD_LETTER,
            (
                raw.topic, raw.partition, raw.offset, refused.error, refused.reason, work_item,
                self.now, raw.key, raw.value, to_json(headers).decode(),
            ),
        )  # fmt: skip
        event = DeadLetterV1(
            dienst=self._service,
            topic=raw.topic,
            partitie=raw.partition,
            offset=raw.offset,
            fout=refused.error,
            reden=refused.reason,
            werkitem_id=str(work_item),
            gezien_op=self.now,
            sleutel=_base64(raw.key),
            inhoud=_base64(raw.value),
            headers=headers,
        )
        self.dead_letters += 1
        self.deliver(
            refused,
            topics.dead_letters(self._service),
            b"",
            event,
            f"{raw.topic}:{raw.partition}:{raw.offset}",
        )

    def _event(
        self, cause: Cause, topic: str, key: bytes, event: BaseModel, event_id: str
    ) -> Outgoing:
        kind = type(event)
        return Outgoing(
            topic, key, event_id, kind.contract_type,  # type: ignore[attr-defined]
            JSON, cause.traceparent, self.now,
            kind.__pydantic_serializer__.to_json(event, by_alias=True, exclude_none=True),
        )  # fmt: skip


@dataclass(slots=True)
class _Emitted:
    """The events of one source and part, with the first and last offset that caused one."""

    first: int
    last: int
    events: list[Outgoing]

    def note(self, offset: int, event: Outgoing) -> None:
        if offset < self.first:
            self.first = offset
        elif offset > self.last:
            self.last = offset
        self.events.append(event)


def _parcels(deliveries: list[Delivery]) -> list[Parcel]:
    """One for each edge topic (more where it would grow too large), and one for each other."""
    by_topic: dict[str, list[Outgoing]] = {}
    parcels: list[Parcel] = []
    for identity, channel, destination, outgoing in deliveries:
        if channel != KAFKA:
            parcels.append(Parcel(identity, channel, destination, (outgoing,)))
        elif (events := by_topic.get(destination)) is None:
            by_topic[destination] = [outgoing]
        else:
            events.append(outgoing)
    for topic, events in by_topic.items():
        parcels += [
            Parcel(some[0].event_id, KAFKA, topic, some)
            for some in in_parcels(events, MOST_IN_PARCEL, MOST_PARCEL_BYTES)
        ]
    return parcels


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()
