"""Kafka and PostgreSQL together: prepared, started and provisioned side by side."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from vt_local.access_table import AccessTable
from vt_local.credentials import Credentials, CredentialStore
from vt_local.errors import PlatformError
from vt_local.folders import DataFolder
from vt_local.kafka import KafkaCluster
from vt_local.kafka_config import RUNTIME_PRINCIPAL
from vt_local.kafka_provisioning import KafkaChanges, await_brokers, provision_kafka
from vt_local.kafka_quick_start import ensure_quick_start
from vt_local.postgres import PostgresServer
from vt_local.postgres_provisioning import provision_postgres
from vt_local.private_files import write_json
from vt_local.supervisor import Supervisor


@dataclass(frozen=True)
class Engines:
    """The two engines of one data folder."""

    kafka: KafkaCluster
    postgres: PostgresServer
    supervisor: Supervisor
    say: Callable[[str], None]

    def start(
        self, table: AccessTable, passwords: Mapping[str, str], roles: Mapping[str, str]
    ) -> KafkaChanges:
        """Start both at once; returns when topics, users, rights and schemas are there."""
        with ThreadPoolExecutor(2) as pool:
            postgres = pool.submit(self._start_postgres, roles)
            changes = self._start_kafka(table, passwords)
            postgres.result()
        return changes

    def stop(self) -> None:
        """Stop both; Kafka first, nobody needs it to close the database."""
        first, last = self.kafka.names()[:-1], self.kafka.names()[-1:]
        self.supervisor.stop(first)
        # Brokers that also are the controllers: the last of several would wait for a majority
        # that will not come. All that was acknowledged is with those that closed their logs.
        self.supervisor.stop(last, signal.SIGKILL if first else None)
        self.supervisor.stop(["postgres"])

    def _start_kafka(self, table: AccessTable, passwords: Mapping[str, str]) -> KafkaChanges:
        kafka, supervisor = self.kafka, self.supervisor
        kafka.write_settings()
        ensure_quick_start(kafka.jars, supervisor, self.say)
        unformatted = [kafka.format_spec(node) for node in kafka.unformatted()]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(supervisor.run, unformatted))
        for node in kafka.nodes:
            supervisor.start(kafka.broker_spec(node))
        supervisor.wait_ready(kafka.names())
        admin = await_brokers(kafka.internal_config(), len(kafka.nodes))
        changes = provision_kafka(admin, table, passwords, len(kafka.nodes))
        self.say(f"Kafka gereed op {kafka.bootstrap}")
        return changes

    def _start_postgres(self, roles: Mapping[str, str]) -> None:
        for folder in self.postgres.initialise(self.supervisor.run):
            self.say(f"{folder}: doorgang gegeven aan de gebruiker van PostgreSQL (o+x)")
        self.postgres.write_settings()
        self.supervisor.start(self.postgres.server_spec())
        self.supervisor.wait_ready(["postgres"])
        provision_postgres(self.postgres, roles)
        self.say(f"PostgreSQL gereed op poort {self.postgres.port}")


def formatted_nodes(data: DataFolder) -> int:
    """Return how many brokers this data folder was made for; 0 when it is new."""
    return len(list((data.root / "kafka").glob("*/log/meta.properties")))


def check_broker_count(data: DataFolder, wanted: int | None) -> int:
    """Return the number of brokers to start; raises PlatformError when the data has another."""
    present = formatted_nodes(data)
    if wanted not in (None, 1, 3):
        raise PlatformError("Kies 1 of 3 brokers.")
    if present and wanted not in (None, present):
        raise PlatformError(
            f"De gegevens in {data.root} horen bij {present} broker(s), niet bij {wanted}. "
            "Begin opnieuw met `--fresh`, of kies een andere map met `--data`."
        )
    return wanted or present or 1


def write_credentials(
    data: DataFolder, table: AccessTable, bootstrap: str
) -> dict[str, Credentials]:
    """Return (and keep) credentials for every principal, and the parties' public keys."""
    store = CredentialStore(data.credentials)
    key_holders = table.key_holders()
    everyone = {
        principal: store.ensure(principal, bootstrap, with_key=principal in key_holders)
        for principal in (RUNTIME_PRINCIPAL, *table.principals)
    }
    public = {party: everyone[party].public_key() for party in key_holders}
    # Public keys: routing reads them, so may anyone.
    write_json(Path(data.party_keys_file), public, mode=0o644)
    return everyone
