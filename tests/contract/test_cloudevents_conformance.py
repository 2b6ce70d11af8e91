"""What we write the CloudEvents SDK reads, and what it writes we read: binary and structured."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings import kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from vt_contracts import cloudevents

SOURCE = "urn:nld:oin:00000001234567890000:systeem:meldkamer-7"
TYPE = "nl.veiligthuis.overdracht.gestart.v1"
MOMENT = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
DATA = {"overdrachtId": "019a6f1b-0c2d-7f55-8a21-64d0e2b9f7a3", "naam": "Zoë «‽» \u2028 ✓"}
FORMAT = JSONFormat()


def sdk_event(data: Any = DATA, **attributes: Any) -> CloudEvent:
    given = {
        "id": "pol-0001",
        "source": SOURCE,
        "type": TYPE,
        "specversion": "1.0",
        "time": MOMENT,
        "datacontenttype": "application/json",
    }
    return CloudEvent({**given, **attributes}, data)


def received(message: kafka.KafkaMessage) -> tuple[cloudevents.Envelope, bytes]:
    return cloudevents.read(list(message.headers.items()), message.value, strict=True)


def test_sdk_reads_what_we_write() -> None:
    headers = cloudevents.write(
        event_id="019a:routing:2",
        source=SOURCE,
        event_type=TYPE,
        time=MOMENT.isoformat(),
        content_type=cloudevents.JSON,
        traceparent=TRACE,
    )
    value = json.dumps(DATA).encode()
    event = kafka.from_kafka(kafka.KafkaMessage(dict(headers), None, value), FORMAT)
    assert event.get_id() == "019a:routing:2"
    assert event.get_source() == SOURCE
    assert event.get_type() == TYPE
    assert event.get_specversion() == "1.0"
    assert event.get_time() == MOMENT
    assert event.get_datacontenttype() == "application/json"
    assert event.get_data() == DATA


def test_we_read_what_we_write() -> None:
    headers = cloudevents.write(
        event_id="x",
        source=SOURCE,
        event_type=TYPE,
        time="2026-11-23T09:15:00Z",
        content_type=cloudevents.JOSE,
        traceparent=TRACE,
    )
    envelope, data = cloudevents.read(headers, b"eyJ.a.b.c.d", strict=True)
    assert envelope == ("x", SOURCE, TYPE, "application/jose", "2026-11-23T09:15:00Z", TRACE)
    assert data == b"eyJ.a.b.c.d"


@pytest.mark.parametrize("mode", [kafka.to_binary, kafka.to_structured])
def test_we_read_what_the_sdk_writes(mode: Any) -> None:
    envelope, data = received(mode(sdk_event(), FORMAT))
    assert envelope.id == "pol-0001"
    assert envelope.source == SOURCE
    assert envelope.type == TYPE
    assert envelope.content_type == "application/json"
    assert envelope.time is not None
    assert datetime.fromisoformat(envelope.time) == MOMENT
    assert json.loads(data) == DATA


@pytest.mark.parametrize("mode", [kafka.to_binary, kafka.to_structured])
def test_extensions_are_no_hindrance_and_the_trace_is_found(mode: Any) -> None:
    # The distributed tracing extension puts the trace among the attributes.
    message = mode(sdk_event(traceparent=TRACE, partitionkey="k", dataref="x"), FORMAT)
    envelope, _ = received(message)
    assert envelope.traceparent == TRACE


@pytest.mark.parametrize("mode", [kafka.to_binary, kafka.to_structured])
def test_optional_attributes_may_be_absent(mode: Any) -> None:
    message = mode(CloudEvent({"source": SOURCE, "type": TYPE, "id": "1"}, DATA), FORMAT)
    envelope, data = received(message)
    assert envelope.content_type == "application/json"
    assert json.loads(data) == DATA


def test_structured_data_as_base64() -> None:
    message = kafka.to_structured(sdk_event(json.dumps(DATA).encode()), FORMAT)
    assert b"data_base64" in message.value
    _, data = received(message)
    assert json.loads(data) == DATA


def test_structured_jose_is_the_token_itself() -> None:
    token = "eyJhbGciOiJFQ0RILUVTIn0.a.b.c.d"
    message = kafka.to_structured(sdk_event(token, datacontenttype="application/jose"), FORMAT)
    envelope, data = received(message)
    assert envelope.content_type == "application/jose"
    assert data == token.encode()


@pytest.mark.parametrize(
    "content_type",
    [
        "application/cloudevents+json",
        "application/cloudevents+json; charset=UTF-8",
        "Application/CloudEvents+JSON",
    ],
)
def test_structured_mode_by_its_media_type(content_type: str) -> None:
    message = kafka.to_structured(sdk_event(), FORMAT)
    envelope, _ = cloudevents.read(
        [("Content-Type", content_type.encode())], message.value, strict=True
    )
    assert envelope.id == "pol-0001"


def test_header_names_in_any_case() -> None:
    message = kafka.to_binary(sdk_event(), FORMAT)
    headers = [(name.upper(), value) for name, value in message.headers.items()]
    assert cloudevents.read(headers, message.value, strict=True)[0].id == "pol-0001"
