"""What intake is told by its environment beside what every service is told."""

from __future__ import annotations

from pathlib import Path

from vt_messaging.settings import ServiceSettings

from intake.domain.adviesvraag import BEWAARTERMIJN
from intake.domain.limiet import Limiet
from intake.domain.nainvoer import ZONDER_REDEN
from intake.vrije_tekst.woordenlijst import STANDARD


class IntakeSettings(ServiceSettings):
    """What one sender may POST, what a late entry must explain, how long advice is kept, and the
    words that free text is read by."""

    posts_per_minute: int = 1200
    """What one sender may send over HTTP in the long run, per replica (default)."""
    posts_at_once: int = 300
    """What it may send at once after a silence: inflow has been three times the estimate (S2)."""

    late_entry_days: int = ZONDER_REDEN.days
    """A melding from paper that is older than this needs a reason why it is typed in so late."""

    advies_retention_days: int = BEWAARTERMIJN.days
    """How long an adviesvraag is kept: two years (domain, Law and privacy)."""

    woordenlijst_file: Path = STANDARD
    """The words that free text is read by; those of this version unless given."""

    def limiet(self) -> Limiet:
        """How much one sender may POST."""
        return Limiet(self.posts_per_minute, self.posts_at_once)
