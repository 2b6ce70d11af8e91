"""The limit: four processes that each pass raw bytes on, and a reader behind them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

from confluent_kafka.admin import AdminClient, NewTopic
from vt_local import LocalPlatform

from bench.loading import load, reader
from bench.measuring import Meter, Round

HOPS = 4
PARTITIONS = 6
LIMIT = 120.0


class Relay:
    """Four relay processes on topics of their own."""

    def __init__(self, platform: LocalPlatform) -> None:
        self._platform = platform
        self._config = platform.admin_kafka_config()
        self._topics = [f"relay.{hop}" for hop in range(HOPS + 1)]
        self._hops: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        admin = AdminClient(self._config)
        wanted = [NewTopic(topic, PARTITIONS, 1) for topic in self._topics]
        for made in admin.create_topics(wanted).values():
            made.result()
        self._reader = reader(self._config, "bench.relay", [self._topics[-1]])
        connection = {
            "bootstrap_servers": self._config["bootstrap.servers"],
            "security_protocol": self._config["security.protocol"],
            "sasl_mechanism": self._config["sasl.mechanism"],
            "sasl_plain_username": self._config["sasl.username"],
            "sasl_plain_password": self._config["sasl.password"],
        }
        for source, target in zip(self._topics, self._topics[1:], strict=False):
            hop = subprocess.Popen(
                [sys.executable, "-m", "bench.relay", source, target],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            assert hop.stdin is not None
            hop.stdin.write(json.dumps(connection).encode())
            hop.stdin.close()
            self._hops.append(hop)
        for hop in self._hops:
            # One that is suspended while it still logs in is thrown out by the broker.
            assert hop.stdout is not None
            assert hop.stdout.readline() == b"ready\n", "a hop of the relay did not start"
        self._names = [f"hop{number}" for number in range(1, HOPS + 1)]
        pids = {name: hop.pid for name, hop in zip(self._names, self._hops, strict=True)}
        self._meter = Meter({**pids, "kafka": self._platform.processes["kafka-1"]})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.close()
        for hop in self._hops:
            hop.terminate()
        for hop in self._hops:
            hop.wait(20)

    def run(self, count: int, seed: int) -> Round:
        """One round."""
        self._meter.suspend(*self._names)
        load(self._config, self._topics[0], count, seed)
        self._meter.start(*self._names)
        seen = 0
        deadline = time.monotonic() + LIMIT
        while seen < count:
            seen += len(self._reader.consume(5000, 0.1))
            if time.monotonic() > deadline:
                raise TimeoutError(f"{seen} of {count} records after {LIMIT:.0f} s")
        return self._meter.stop(count, time.perf_counter())
