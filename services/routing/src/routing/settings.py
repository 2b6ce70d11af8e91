"""What routing is told by its environment beside what every service is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from vt_messaging.settings import ServiceSettings

from routing.domain.terms import Terms, WorkingDays


class RoutingSettings(ServiceSettings):
    """Deadlines of offers in seconds, the registry's files, and whom a party can ask."""

    offer_deadline_acuut: float = 15 * 60
    offer_deadline_hoog: float = 4 * 3600
    offer_deadline_regulier: float | None = None
    """None is the domain's default: two working days."""
    registry_file: Path | None = None
    party_keys_file: Path | None = None
    vragen_aan: str = "Veilig Thuis, telefoon 0800-2000"

    def terms(self) -> Terms:
        """How long an offer may stay without an answer."""
        regulier = self.offer_deadline_regulier
        return Terms(
            acuut=timedelta(seconds=self.offer_deadline_acuut),
            hoog=timedelta(seconds=self.offer_deadline_hoog),
            regulier=WorkingDays(2) if regulier is None else timedelta(seconds=regulier),
        )
