"""The compose environment's own programs against real engines: settings, users, rights, roles.

No Docker is needed: the broker runs with the settings that the `credentials` program writes (other
addresses, same security), and the `provision` program makes the rest.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource
from vt_contracts import access
from vt_local.access_table import AccessTable
from vt_local.credentials import CredentialStore, Secrets
from vt_local.folders import DataFolder
from vt_local.kafka import KafkaCluster
from vt_local.kafka_config import BrokerPorts, render
from vt_local.kafka_jars import ensure_jars
from vt_local.ports import choose_ports
from vt_local.postgres import PostgresServer
from vt_local.private_files import write_private
from vt_local.supervisor import Supervisor

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("compose")]


@dataclass
class Environment:
    data: DataFolder
    ports: dict[str, int]
    provision: Callable[[], None]
    bootstrap: str

    def as_principal(self, name: str) -> AdminClient:
        credentials = CredentialStore(self.data.credentials).read(name)
        assert credentials is not None
        return AdminClient({**credentials.librdkafka(), "bootstrap.servers": self.bootstrap})


@pytest.fixture(scope="module")
def environment(script_folder: Path, tmp_path_factory: Any) -> Iterator[Environment]:
    places = importlib.import_module("places")
    credentials = importlib.import_module("credentials")
    provision = importlib.import_module("provision")
    data = DataFolder(tmp_path_factory.mktemp("compose"))
    engines = DataFolder(tmp_path_factory.mktemp("engines"))
    engines.prepare()
    ports = choose_ports(["client", "internal", "controller", "host", "postgres"])
    with pytest.MonkeyPatch.context() as patch:
        for module in (places, credentials, provision):
            patch.setattr(module, "DATA", data.root)
            patch.setattr(module, "HANDED_OUT", data.credentials, raising=False)
            patch.setattr(module, "POSTGRES_HOST", "127.0.0.1", raising=False)
            patch.setattr(module, "POSTGRES_PORT", ports["postgres"], raising=False)
        patch.setattr(provision, "KAFKA_INTERNAL", f"127.0.0.1:{ports['internal']}")
        patch.setattr(credentials, "give", lambda *_: None)
        credentials.main()
        supervisor = Supervisor()
        try:
            start_engines(data, engines, ports, credentials, supervisor)
            provision.main()
            yield Environment(data, ports, provision.main, f"127.0.0.1:{ports['host']}")
        finally:
            supervisor.stop(["kafka-1", "postgres"])
            supervisor.close()


def start_engines(
    data: DataFolder,
    engines: DataFolder,
    ports: dict[str, int],
    credentials: Any,
    supervisor: Supervisor,
) -> None:
    """Starts the broker on the settings for its container, with addresses of this machine."""
    secrets = Secrets.ensure(data.root / "runtime" / "secrets.json", ())
    largest = AccessTable.from_contracts().largest_record(1024)
    settings = credentials.kafka_settings(secrets.kafka_password, largest)
    here = (
        ("CLIENT://:9092", f"CLIENT://127.0.0.1:{ports['client']}"),
        ("INTERNAL://:9093", f"INTERNAL://127.0.0.1:{ports['internal']}"),
        ("HOST://:19092", f"HOST://127.0.0.1:{ports['host']}"),
        ("CLIENT://kafka:9092", f"CLIENT://127.0.0.1:{ports['client']}"),
        ("INTERNAL://kafka:9093", f"INTERNAL://127.0.0.1:{ports['internal']}"),
        ("HOST://localhost:19092", f"HOST://127.0.0.1:{ports['host']}"),
        ("localhost:9094", f"127.0.0.1:{ports['controller']}"),
        ("/var/lib/kafka/data", str(engines.kafka(1) / "log")),
    )
    for name, value in settings.items():
        for old, new in here:
            value = value.replace(old, new)  # noqa: PLW2901
        settings[name] = value
    nodes = {1: BrokerPorts(ports["client"], ports["internal"], ports["controller"])}
    cluster = KafkaCluster(engines, ensure_jars(None), nodes, secrets.cluster_id, "", largest)
    write_private(engines.kafka(1) / "server.properties", render(settings))
    server = PostgresServer(engines, ports["postgres"], secrets.postgres_password)
    supervisor.run(cluster.format_spec(1))
    supervisor.start(cluster.broker_spec(1))
    server.initialise(supervisor.run)
    server.write_settings()
    supervisor.start(server.server_spec())
    supervisor.wait_ready(["kafka-1", "postgres"])


def test_topics_are_those_of_the_contracts(environment: Environment) -> None:
    routing = environment.as_principal("routing")
    seen = set(routing.list_topics(timeout=10).topics)
    assert seen == {
        grant.name
        for grant in access.grants()
        if grant.principal == "routing" and grant.resource == "topic"
    }


def test_a_gemeente_sees_its_own_topics_alone(environment: Environment) -> None:
    maastricht = environment.as_principal("gm0935")
    seen = set(maastricht.list_topics(timeout=10).topics)
    assert seen
    assert all(name.startswith("overdracht.gm0935.") for name in seen)
    other = ConfigResource(ConfigResource.Type.TOPIC, "overdracht.gm0928.v1")
    with pytest.raises(KafkaException):
        maastricht.describe_configs([other])[other].result(10)


def test_a_wrong_password_is_refused(environment: Environment) -> None:
    stranger = AdminClient(
        {
            "bootstrap.servers": environment.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-256",
            "sasl.username": "gm0935",
            "sasl.password": "geraden",
            "log_level": 0,
        }
    )
    with pytest.raises(KafkaException):
        stranger.list_topics(timeout=3)


async def test_each_service_has_a_schema_that_no_other_can_use(environment: Environment) -> None:
    text = (environment.data.root / "intake" / "env").read_text()
    dsn = next(line for line in text.splitlines() if line.startswith("VT_DATABASE_DSN="))
    connection = await asyncpg.connect(dsn.split("=", 1)[1].strip("'"))
    try:
        assert await connection.fetchval("select current_schema()") == "intake"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("create table triage.stolen (id int)")
    finally:
        await connection.close()


def test_a_second_run_changes_nothing(
    environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.provision()
    assert "topics: 0 gemaakt, 0 gewijzigd" in capsys.readouterr().out
