"""W3C trace context through all hops, cheap where a trace is not recorded.

A traceparent travels with every event. Only a sampled trace (flag 01) gets real OpenTelemetry spans;
for all others the header is passed on as it is, which costs nothing. OpenTelemetry's messaging
attribute names are still moving: they stand here and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags

from vt_messaging.random_bytes import random_bytes

DESTINATION = "messaging.destination.name"
MESSAGE_ID = "messaging.message.id"
SYSTEM = "messaging.system"
OPERATION = "messaging.operation.name"


class Traced(Protocol):
    """What a span needs to know of a record."""

    @property
    def traceparent(self) -> str | None: ...
    @property
    def source(self) -> str: ...


class Tracing:
    """Starts, continues and records traces for one service.

    `ratio` is the share of traces begun here that are recorded.
    """

    def __init__(self, service: str, *, ratio: float = 0.01, trace_file: str | None = None) -> None:
        self._ratio = ratio
        self._provider = TracerProvider(resource=Resource.create({"service.name": service}))
        if trace_file:
            self._provider.add_span_processor(
                BatchSpanProcessor(JsonLinesExporter(Path(trace_file)), schedule_delay_millis=500)
            )
        self._tracer = self._provider.get_tracer("vt_messaging")

    def continued(self, traceparent: str | None) -> str:
        """The given context, or a new root when there is none."""
        return traceparent or self.started()

    def started(self) -> str:
        """A new trace, recorded or not by the configured ratio."""
        fresh = random_bytes(28)
        drawn = int.from_bytes(fresh[24:], "big") / 2**32
        sampled = "01" if drawn < self._ratio else "00"
        return f"00-{fresh[:16].hex()}-{fresh[16:24].hex()}-{sampled}"

    @contextmanager
    def handling(self, records: Iterable[Traced], operation: str) -> Iterator[None]:
        """Records a span per sampled record, all as long as the batch that handled them."""
        spans = [
            self._tracer.start_span(
                f"{operation} {record.source}",
                context=_context(record.traceparent),
                kind=SpanKind.CONSUMER,
                attributes={SYSTEM: "kafka", DESTINATION: record.source, OPERATION: operation},
            )
            for record in records
            if record.traceparent and record.traceparent.endswith("-01")
        ]
        try:
            yield
        finally:
            for span in spans:
                span.end()

    def stop(self) -> None:
        """Writes what is still held."""
        self._provider.shutdown()


def trace_id(traceparent: str) -> str:
    """The trace id in a traceparent header."""
    return traceparent[3:35]


def _context(traceparent: str) -> Context:
    parent = SpanContext(
        int(traceparent[3:35], 16), int(traceparent[36:52], 16), True, TraceFlags(1)
    )
    return trace.set_span_in_context(NonRecordingSpan(parent))


class JsonLinesExporter(SpanExporter):
    """Finished spans as JSON lines in a file; OTLP is configuration of a deployment, not of this."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Appends one line per span."""
        lines = [json.dumps(json.loads(span.to_json()), separators=(",", ":")) for span in spans]
        with self._path.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return SpanExportResult.SUCCESS
