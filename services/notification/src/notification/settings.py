"""What notification is told by its environment besides what all services are."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from vt_messaging.settings import ServiceSettings


class NotificationSettings(ServiceSettings):
    """The mail relay, and a policy of one's own in place of the default one."""

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_starttls: bool = False
    """True demands STARTTLS; a relay that does not offer it is an error, never plain text."""
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout: float = 15.0
    """Seconds to wait for any one answer of the relay."""
    mail_from: str = "Veilig Thuis <noreply@veiligthuis.example>"
    policy_file: Path | None = None
    """A table *what a melder is told* that replaces the one in the package."""
