"""Prometheus metrics of a service process. Labels never hold anything of a person."""

from __future__ import annotations

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

log = structlog.get_logger()


class Metrics:
    """All metrics of one process, in a registry of its own."""

    def __init__(self, service: str, lane: str) -> None:
        self.registry = CollectorRegistry()
        names = ("service", "lane")
        labels = {"service": service, "lane": lane}

        def counter(name: str, text: str) -> Counter:
            return Counter(name, text, names, registry=self.registry).labels(**labels)

        def gauge(name: str, text: str) -> Gauge:
            return Gauge(name, text, names, registry=self.registry).labels(**labels)

        self.handled = counter("vt_records_handled", "Records handled, refused ones included")
        self.dead_letters = counter("vt_dead_letters", "Records set apart with a work item")
        self.bisections = counter("vt_batches_bisected", "Batches halved to find a bad record")
        self.conflicts = counter("vt_batch_conflicts", "Batches decided again, others were faster")
        self.stale = counter("vt_batches_stale", "Batches dropped because progress had moved")
        self.published = counter("vt_events_published", "Events acknowledged by the cluster")
        self.deliveries = counter("vt_deliveries_sent", "Edge deliveries acknowledged")
        self.delivery_failures = counter("vt_deliveries_failed", "Edge deliveries put off")
        self._alarms = Counter(
            "vt_alarms", "What somebody must know of now", (*names, "alarm"), registry=self.registry
        )
        self._labels = labels
        self.paused = gauge("vt_paused", "1 while waiting for a database, broker or deployment")
        self.oldest = gauge("vt_oldest_unhandled_seconds", "Age of the oldest record of the batch")
        self.outbox_backlog = gauge("vt_outbox_backlog", "Handled offsets not yet published")
        self.open_deliveries = gauge(
            "vt_deliveries_open", "Edge deliveries whose lease ended unacknowledged"
        )
        self.seconds: Histogram = Histogram(
            "vt_batch_seconds",
            "Handling time of a batch",
            names,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
            registry=self.registry,
        ).labels(**labels)

    def alarm(self, name: str) -> None:
        """Counts an alarm and logs it as an error."""
        self._alarms.labels(**self._labels, alarm=name).inc()
        log.error("alarm", alarm=name)
