"""Triage's own settings."""

from __future__ import annotations

from pathlib import Path

from vt_messaging.settings import ServiceSettings

from triage.domain.radar import Radarbeleid
from triage.ruleset import STANDARD


class TriageSettings(ServiceSettings):
    """`VT_REGELSET_FILE`: the rules to decide by; those of this version unless given.

    `VT_RADAR_HUISHOUDEN_JAREN`, `VT_RADAR_KANDIDATEN`: see `Radarbeleid`.
    """

    regelset_file: Path = STANDARD
    radar_huishouden_jaren: int = Radarbeleid().huishouden_jaren
    radar_kandidaten: int = Radarbeleid().kandidaten

    @property
    def radarbeleid(self) -> Radarbeleid:
        """What the radar goes by."""
        return Radarbeleid(self.radar_huishouden_jaren, self.radar_kandidaten)
