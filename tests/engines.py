"""Engines for tests, shared by all pytest workers: `python tests/engines.py FOLDER OWNER`.

Testcontainers where a Docker engine answers, the embedded engines otherwise; the first line of
`engines.json` says which. Runs until SIGTERM, or until process OWNER is gone.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil


def docker_answers() -> bool:
    """Whether a Docker engine can be asked for containers."""
    try:
        import docker

        docker.from_env(timeout=2).ping()
    except Exception:
        return False
    return True


@contextmanager
def containers() -> Iterator[dict[str, Any]]:
    """Kafka and PostgreSQL as containers."""
    from testcontainers.kafka import KafkaContainer
    from testcontainers.postgres import PostgresContainer

    kafka = KafkaContainer("confluentinc/cp-kafka:7.9.0").with_kraft()
    with kafka, PostgresContainer("postgres:18-alpine", driver=None) as postgres:
        yield {
            "engines": "testcontainers",
            "dsn": postgres.get_connection_url(),
            "librdkafka": {"bootstrap.servers": kafka.get_bootstrap_server()},
            "settings": {
                "kafka_bootstrap": kafka.get_bootstrap_server(),
                "kafka_security_protocol": "PLAINTEXT",
            },
        }


@contextmanager
def embedded(folder: Path) -> Iterator[dict[str, Any]]:
    """The engines of deploy/local, with SASL and deny by default; tests use the super user."""
    from vt_local import LocalPlatform

    with LocalPlatform(folder / "data", services=False) as platform:
        admin = platform.admin_kafka_config()
        yield {
            "engines": "embedded",
            "dsn": platform.admin_dsn,
            "librdkafka": admin,
            "settings": {
                "kafka_bootstrap": platform.bootstrap,
                "kafka_security_protocol": admin["security.protocol"],
                "kafka_username": admin["sasl.username"],
                "kafka_password": admin["sasl.password"],
            },
        }


def main(folder: Path, owner: int) -> None:
    """Starts the engines, writes how to reach them, waits for SIGTERM or the end of `owner`."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with containers() if docker_answers() else embedded(folder) as engines:
        ready = folder / "engines.json.new"
        ready.write_text(json.dumps({**engines, "pid": os.getpid()}))
        ready.rename(folder / "engines.json")
        while not stop.wait(1) and psutil.pid_exists(owner):
            pass


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
