"""Makes topics, users, rights, roles and schemas what the access table says; then ends.

A second run changes nothing. Run by the `provision` service, once Kafka and PostgreSQL answer.
"""

from __future__ import annotations

from places import DATA, HANDED_OUT, KAFKA_INTERNAL, POSTGRES_HOST, POSTGRES_PORT
from vt_local.access_table import AccessTable
from vt_local.credentials import CredentialStore, Secrets
from vt_local.folders import DataFolder
from vt_local.kafka_config import RUNTIME_PRINCIPAL
from vt_local.kafka_provisioning import await_brokers, provision_kafka
from vt_local.postgres import DATABASE, PostgresServer
from vt_local.postgres_provisioning import provision_postgres
from vt_local.service_processes import SERVICES

BROKERS = 1


class Server(PostgresServer):
    """The image's server: reached by the name of its container, started by compose."""

    def dsn(self, user: str, password: str, database: str = DATABASE) -> str:
        """Return how to connect; the passwords are URL-safe by how they are made."""
        return f"postgresql://{user}:{password}@{POSTGRES_HOST}:{self.port}/{database}"


def main() -> None:
    """Bring Kafka and PostgreSQL up to the table."""
    secrets = Secrets.ensure(DATA / "runtime" / "secrets.json", SERVICES)
    table = AccessTable.from_contracts()
    store = CredentialStore(HANDED_OUT)
    known = {name: store.read(name) for name in table.principals}
    passwords = {name: found.password for name, found in known.items() if found is not None}
    admin = await_brokers(
        {
            "bootstrap.servers": KAFKA_INTERNAL,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "PLAIN",
            "sasl.username": RUNTIME_PRINCIPAL,
            "sasl.password": secrets.kafka_password,
        },
        BROKERS,
    )
    changes = provision_kafka(admin, table, passwords, BROKERS)
    roles = {service: secrets.role_passwords[service] for service in SERVICES}
    server = Server(DataFolder(DATA), POSTGRES_PORT, secrets.postgres_password)
    provision_postgres(server, roles)
    print(
        f"topics: {len(changes.topics_made)} gemaakt, {len(changes.topics_changed)} gewijzigd; "
        f"gebruikers: {len(changes.users_made)} gemaakt; rechten: "
        f"{len(changes.permissions_added)} toegekend, "
        f"{len(changes.permissions_removed)} ingetrokken"
    )


if __name__ == "__main__":
    main()
