"""Which processes make up the keten, and what each is told by its environment."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vt_local.credentials import Credentials

AUDIENCE = "meldketen"
SERVICES = ("intake", "triage", "routing", "notification")
_ROLES = {
    "intake": ("api", "regulier", "acuut"),
    "triage": ("api", "regulier", "acuut"),
    "routing": ("api", "regulier", "acuut"),
    "notification": ("api", "regulier", "acuut"),
}


@dataclass(frozen=True)
class ServiceProcess:
    """One process of a service: which part of its work it does."""

    service: str
    role: str
    argv: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.service}-{self.role}"

    @property
    def command(self) -> tuple[str, ...]:
        return self.argv or (sys.executable, "-m", self.service, "run")


@dataclass(frozen=True)
class Preparation:
    """Something a service needs done before it starts, with its own role and settings."""

    name: str
    service: str
    argv: tuple[str, ...]


@dataclass(frozen=True)
class ServiceTable:
    """All processes of an environment, and what goes before them (in rounds, each together)."""

    processes: tuple[ServiceProcess, ...]
    preparations: tuple[tuple[Preparation, ...], ...] = ()

    def services(self) -> tuple[str, ...]:
        """Return the services that appear, each once."""
        named = [p.service for p in self.processes]
        named += [p.service for together in self.preparations for p in together]
        return tuple(dict.fromkeys(named))


def service_table() -> ServiceTable:
    """Return the keten as it is: four services, the acute lane in processes of its own."""
    migrations = tuple(
        Preparation(f"{service}-migrate", service, (sys.executable, "-m", service, "migrate"))
        for service in SERVICES
    )
    registry = Preparation(
        "routing-registry",
        "routing",
        (sys.executable, "-m", "routing", "registry", "import", str(registry_file())),
    )
    processes = tuple(
        ServiceProcess(service, role) for service in SERVICES for role in _ROLES[service]
    )
    return ServiceTable(processes, (migrations, (registry,)))


def registry_file() -> Path:
    """Return the registry of the 16 gemeenten that comes with routing."""
    # Looked up, not imported: the runtime starts services, it does not load them.
    spec = importlib.util.find_spec("routing")
    if spec is None or spec.origin is None:
        return Path("zuid-limburg.toml")
    return Path(spec.origin).parent / "registry" / "zuid-limburg.toml"


@dataclass(frozen=True)
class ServiceFacts:
    """What a service is told about the world around it."""

    dsn: str
    credentials: Credentials
    issuer: str
    smtp_port: int
    oproep_url: str
    oproep_token: str
    party_keys_file: Path
    storage_key: str


def service_environment(
    process: str,
    service: str,
    role: str,
    http_port: int,
    facts: ServiceFacts,
    extra: Mapping[str, str],
) -> dict[str, str]:
    """Return the settings of one process; `{name}` in an extra value becomes its name."""
    kafka = facts.credentials
    settings = {
        "VT_ROLE": role,
        "VT_HTTP_HOST": "127.0.0.1",
        "VT_HTTP_PORT": str(http_port),
        "VT_KAFKA_BOOTSTRAP": kafka.bootstrap,
        "VT_KAFKA_SECURITY_PROTOCOL": kafka.security_protocol,
        "VT_KAFKA_SASL_MECHANISM": kafka.mechanism,
        "VT_KAFKA_USERNAME": kafka.username,
        "VT_KAFKA_PASSWORD": kafka.password,
        "VT_DATABASE_DSN": facts.dsn,
        "VT_STORAGE_KEY": facts.storage_key,
        "VT_OIDC_ISSUER": facts.issuer,
        "VT_OIDC_AUDIENCE": AUDIENCE,
    }
    if service == "triage":
        settings["VT_PARTY_KEYS_FILE"] = str(facts.party_keys_file)
        settings["VT_OPROEP_URL"] = facts.oproep_url
        settings["VT_OPROEP_TOKEN"] = facts.oproep_token
    if service == "routing":
        settings["VT_REGISTRY_FILE"] = str(registry_file())
        settings["VT_PARTY_KEYS_FILE"] = str(facts.party_keys_file)
    if service == "notification":
        settings["VT_SMTP_HOST"] = "127.0.0.1"
        settings["VT_SMTP_PORT"] = str(facts.smtp_port)
        settings["VT_MAIL_FROM"] = "Veilig Thuis <noreply@veiligthuis.example>"
    return {**settings, **{key: value.replace("{name}", process) for key, value in extra.items()}}
