"""The whole chain: from the aanlevering topic until every offer is read and every lag is zero."""

from __future__ import annotations

import time

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from vt_contracts.access import consumer_group
from vt_contracts.parties import PARTIES
from vt_contracts.topics import SERVICES, aanlevering, overdracht
from vt_local import LocalPlatform

from bench.loading import load, reader
from bench.measuring import Meter, Round

PARTNER = "politie-limburg"
LANE = "regulier"
LIMIT = 900.0


class Keten:
    """The services of a running platform, as they run for everybody."""

    def __init__(self, platform: LocalPlatform) -> None:
        self._platform = platform
        self._admin = AdminClient(platform.admin_kafka_config())
        self._groups = [consumer_group(service, LANE) for service in SERVICES]

    def run(self, count: int, seed: int) -> Round:
        """One round; raises TimeoutError when it does not end."""
        processes = self._platform.processes
        names = [f"{service}-{LANE}" for service in SERVICES]
        meter = Meter({name: pid for name, pid in processes.items() if not name.startswith("id")})
        offers = reader(
            self._platform.admin_kafka_config(), "bench.keten", [overdracht(p) for p in PARTIES]
        )
        try:
            meter.suspend(*names)
            partner = self._platform.credentials(PARTNER).librdkafka()
            load(partner, aanlevering(PARTNER), count, seed)
            meter.start(*names)
            deadline = time.monotonic() + LIMIT
            seen: set[bytes] = set()
            while len(seen) < count:
                for message in offers.consume(5000, 0.1):
                    seen.add(dict(message.headers())["ce_id"])
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{len(seen)} of {count} offers after {LIMIT:.0f} s")
            while self._lag() > 0:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"lag {self._lag()} after {LIMIT:.0f} s")
                time.sleep(0.02)
            return meter.stop(count, time.perf_counter())
        finally:
            offers.close()

    def _lag(self) -> int:
        """Records that some service has yet to handle."""
        lag = 0
        for group in self._groups:
            [found] = self._admin.list_consumer_group_offsets(
                [ConsumerGroupTopicPartitions(group)]
            ).values()
            committed = {
                (tp.topic, tp.partition): tp.offset for tp in found.result().topic_partitions
            }
            ends = self._admin.list_offsets(
                {TopicPartition(topic, part): OffsetSpec.latest() for topic, part in committed}
            )
            lag += sum(
                end.result().offset - max(0, committed[(tp.topic, tp.partition)])
                for tp, end in ends.items()
            )
        return lag
