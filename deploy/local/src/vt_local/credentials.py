"""Who has which password and key; kept in files that only their owner may read."""

from __future__ import annotations

import base64
import secrets
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, KeyParameters

from vt_local.private_files import read_json, write_json

SECURITY_PROTOCOL = "SASL_PLAINTEXT"
MECHANISM = "SCRAM-SHA-256"
KEY_ALGORITHM = "ECDH-ES+A256KW"


@dataclass(frozen=True)
class Credentials:
    """How one principal reaches Kafka, and the private key for what is sealed for it."""

    principal: str
    bootstrap: str
    username: str
    password: str
    security_protocol: str = SECURITY_PROTOCOL
    mechanism: str = MECHANISM
    private_key: dict[str, Any] | None = None

    def librdkafka(self) -> dict[str, Any]:
        """Return the settings for a confluent-kafka client."""
        return {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": self.security_protocol,
            "sasl.mechanism": self.mechanism,
            "sasl.username": self.username,
            "sasl.password": self.password,
        }

    def aiokafka(self) -> dict[str, Any]:
        """Return the keyword arguments for an aiokafka client."""
        return {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": self.security_protocol,
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.username,
            "sasl_plain_password": self.password,
        }

    def public_key(self) -> dict[str, Any] | None:
        """Return the key with which others seal what is meant for this principal."""
        if self.private_key is None:
            return None
        return dict(ECKey.import_key(self.private_key).as_dict(private=False))


def new_password() -> str:
    """Return a password without characters that need quoting anywhere."""
    return secrets.token_hex(24)


def new_cluster_id() -> str:
    """Return an id in the form Kafka wants: 16 bytes, URL-safe base64, and no leading `-`.

    StorageTool would take an id that begins with `-` for an option.
    """
    while (made := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith(
        "-"
    ):
        pass
    return made


def new_key(principal: str) -> dict[str, Any]:
    """Return a new private key (EC P-256) as JWK."""
    parameters: KeyParameters = {
        "kid": f"{principal}-{secrets.token_hex(4)}",
        "use": "enc",
        "alg": KEY_ALGORITHM,
    }
    return dict(ECKey.generate_key("P-256", parameters, private=True).as_dict(private=True))


@dataclass(frozen=True)
class CredentialStore:
    """The folder with one file per principal."""

    folder: Path

    def ensure(self, principal: str, bootstrap: str, *, with_key: bool) -> Credentials:
        """Return a principal's credentials; what exists stays, only the address follows."""
        known = self.read(principal)
        key = known.private_key if known else None
        credentials = Credentials(
            principal=principal,
            bootstrap=bootstrap,
            username=principal,
            password=known.password if known else new_password(),
            private_key=key or (new_key(principal) if with_key else None),
        )
        if credentials != known:
            write_json(self.path(principal), asdict(credentials))
        return credentials

    def read(self, principal: str) -> Credentials | None:
        """Return a principal's credentials, or None when it has none."""
        content = read_json(self.path(principal))
        return Credentials(**content) if isinstance(content, dict) else None

    def path(self, principal: str) -> Path:
        """Return where a principal's credentials lie."""
        return self.folder / f"{principal}.json"


@dataclass(frozen=True)
class Secrets:
    """What the runtime itself must remember between two starts."""

    cluster_id: str
    kafka_password: str
    postgres_password: str
    role_passwords: dict[str, str]
    service_keys: dict[str, str]
    oproep_token: str = ""

    @classmethod
    def ensure(cls, path: Path, services: tuple[str, ...]) -> Secrets:
        """Return the remembered secrets, with new ones for what has none."""
        known = read_json(path) or {}
        roles = known.get("role_passwords", {})
        keys = known.get("service_keys", {})
        result = cls(
            cluster_id=known.get("cluster_id") or new_cluster_id(),
            kafka_password=known.get("kafka_password") or new_password(),
            postgres_password=known.get("postgres_password") or new_password(),
            role_passwords={s: roles.get(s) or new_password() for s in services} | roles,
            service_keys={s: keys.get(s) or _new_storage_key() for s in services} | keys,
            oproep_token=known.get("oproep_token") or new_password(),
        )
        if asdict(result) != known:
            write_json(path, asdict(result))
        return result


def _new_storage_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
