"""Makes every password, key and settings file of the compose environment, once, on first start.

Nothing secret is in the repository: each value is drawn here and kept in a volume that only its
reader mounts. A second run keeps what there is. Run by the `credentials` service, as root without
rights but to give files away.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from places import (
    DATA,
    HANDED_OUT,
    ISSUER,
    KAFKA_FROM_HOST,
    POSTGRES_HOST,
    POSTGRES_PORT,
    READER,
)
from vt_local.access_table import AccessTable
from vt_local.credentials import Credentials, CredentialStore, Secrets
from vt_local.folders import DataFolder
from vt_local.identity.people import write_people
from vt_local.kafka_config import (
    DEFAULT_RECORD,
    BrokerPorts,
    broker_settings,
    render,
)
from vt_local.postgres import DATABASE
from vt_local.private_files import write_json, write_private
from vt_local.service_processes import SERVICES

NODE = 1
PORTS = BrokerPorts(client=9092, internal=9093, controller=9094)
READABLE = 0o644
"""Readable for whoever mounts the volume; the volume is the boundary, not the mode."""


def main() -> None:
    """Write everything below /data."""
    table = AccessTable.from_contracts()
    data = DataFolder(DATA)
    secrets = Secrets.ensure(DATA / "runtime" / "secrets.json", SERVICES)
    store = CredentialStore(HANDED_OUT)
    key_holders = table.key_holders()
    principals = {
        name: store.ensure(name, KAFKA_FROM_HOST, with_key=name in key_holders)
        for name in table.principals
    }
    settings = kafka_settings(secrets.kafka_password, table.largest_record(DEFAULT_RECORD))
    write_private(DATA / "kafka" / "server.properties", render(settings), mode=READABLE)
    write_private(DATA / "postgres" / "password", secrets.postgres_password, mode=READABLE)
    for service in SERVICES:
        text = environment(service, principals[service], secrets)
        write_private(DATA / service / "env", text, mode=READABLE)
    public = {party: principals[party].public_key() for party in key_holders}
    write_json(DATA / "routing" / "party-keys.json", public, mode=READABLE)
    write_people(data, table, ISSUER)
    give(data.identity, READER)
    print(f"wachtwoorden en sleutels staan klaar voor {len(principals)} gebruikers van Kafka")


def kafka_settings(password: str, largest_record: int) -> dict[str, str]:
    """Return the broker's settings: those of the embedded runtime, with a container's addresses.

    A fourth listener serves programs on the host, who know the broker by another name.
    """
    settings = broker_settings(
        NODE, {NODE: PORTS}, Path("/var/lib/kafka/data"), password, largest_record=largest_record
    )
    protocols = settings["listener.security.protocol.map"]
    for_clients = "listener.name.client."
    return {
        **settings,
        **{
            key.replace(for_clients, "listener.name.host."): value
            for key, value in settings.items()
            if key.startswith(for_clients)
        },
        "controller.quorum.voters": f"{NODE}@localhost:{PORTS.controller}",
        "listeners": (
            f"CLIENT://:{PORTS.client},INTERNAL://:{PORTS.internal},HOST://:19092,"
            f"CONTROLLER://localhost:{PORTS.controller}"
        ),
        "advertised.listeners": (
            f"CLIENT://kafka:{PORTS.client},INTERNAL://kafka:{PORTS.internal},"
            f"HOST://{KAFKA_FROM_HOST}"
        ),
        "listener.security.protocol.map": f"{protocols},HOST:SASL_PLAINTEXT",
    }


def environment(service: str, kafka: Credentials, secrets: Secrets) -> str:
    """Return the secret part of a service's environment, as a file for the shell."""
    password = secrets.role_passwords[service]
    values = {
        "VT_KAFKA_USERNAME": kafka.username,
        "VT_KAFKA_PASSWORD": kafka.password,
        "VT_DATABASE_DSN": (
            f"postgresql://{service}:{password}@{POSTGRES_HOST}:{POSTGRES_PORT}/{DATABASE}"
        ),
        "VT_STORAGE_KEY": secrets.service_keys[service],
    }
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())


def give(folder: Path, owner: int) -> None:
    """Make `owner` the owner of the folder and all files in it."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, owner)


if __name__ == "__main__":
    main()
