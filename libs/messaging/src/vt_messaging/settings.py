"""What every service process is told by its environment, all names prefixed `VT_`."""

from __future__ import annotations

import ssl
from typing import Any, Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Role = Literal["api", "regulier", "acuut"]


class ServiceSettings(BaseSettings):
    """Settings that all services share; a service adds its own in a subclass."""

    model_config = SettingsConfigDict(env_prefix="VT_", extra="ignore", frozen=True)

    role: Role = "regulier"
    http_host: str = "127.0.0.1"
    http_port: int = 8080

    kafka_bootstrap: str = "127.0.0.1:9092"
    kafka_security_protocol: Literal["PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL"] = "SASL_SSL"
    kafka_sasl_mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-256"
    kafka_username: str = ""
    kafka_password: SecretStr = SecretStr("")
    kafka_ca_file: str | None = None

    database_dsn: SecretStr = SecretStr("")
    database_pool: int = 6
    storage_key: SecretStr = SecretStr("")
    """Seals what is stored about people: 32 bytes in base64, one key per service."""

    oidc_issuer: str = ""
    oidc_audience: str = "meldketen"

    batch_size: int = 1000
    """Most records in one batch; measured: a tenth less CPU than 500, and 1,500 gives no more."""
    acute_batch_size: int = 50
    publish_timeout: float = 30.0
    poll_silence_limit: float = 60.0
    """Seconds without a poll after which the watchdog ends the process (exit code 75)."""
    outbox_retention_days: int = 14

    oin: str = "00000000000000000000"
    """The organisation's OIN in the CloudEvents source; zeros outside production."""
    trace_file: str | None = None
    trace_ratio: float = 0.01
    """Share of new traces that are recorded; a caller's own decision is always followed."""
    log_level: str = "INFO"

    @property
    def lane(self) -> Literal["regulier", "acuut"]:
        """The lane this process consumes; the api role belongs to none and says regulier."""
        return "acuut" if self.role == "acuut" else "regulier"

    def kafka(self) -> dict[str, Any]:
        """Connection arguments as aiokafka takes them."""
        arguments: dict[str, Any] = {
            "bootstrap_servers": self.kafka_bootstrap,
            "security_protocol": self.kafka_security_protocol,
        }
        if self.kafka_security_protocol != "PLAINTEXT":
            arguments |= {
                "sasl_mechanism": self.kafka_sasl_mechanism,
                "sasl_plain_username": self.kafka_username,
                "sasl_plain_password": self.kafka_password.get_secret_value(),
            }
        if self.kafka_security_protocol == "SASL_SSL":
            arguments["ssl_context"] = ssl.create_default_context(cafile=self.kafka_ca_file)
        return arguments
