"""Triage's own settings."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field
from vt_messaging.settings import ServiceSettings

from triage.domain.afstemming import Rooster
from triage.domain.klok import Termijnen
from triage.domain.radar import Radarbeleid
from triage.ruleset import STANDARD
from triage.sluitingsdagen import load


class TriageSettings(ServiceSettings):
    """`VT_REGELSET_FILE`: the rules to decide by; those of this version unless given.

    `VT_RADAR_HUISHOUDEN_JAREN`, `VT_RADAR_KANDIDATEN`: see `Radarbeleid`.
    """

    regelset_file: Path = STANDARD
    sluitingsdagen_file: Path | None = None
    """Closing days beside those of the law, one date a line; then run `herbereken-klokken`."""
    overdracht_klok_na_uren: float = 24
    """From how long after its decision an overdracht that nobody started has a clock of its own."""
    overleg_tijd: time = time(9)
    overleg_weekdagen: Annotated[
        frozenset[Annotated[int, Field(ge=1, le=5)]], Field(min_length=1)
    ] = frozenset({1, 2, 3, 4, 5})
    """When police, OM and VT meet, in Amsterdam: JSON such as `[1, 4]`; closed days fall away."""

    def termijnen(self) -> Termijnen:
        """By which days and norms clocks run. Raises SluitingsdagenError."""
        if self.sluitingsdagen_file is None:
            return Termijnen()
        return Termijnen(kalender=load(self.sluitingsdagen_file))

    def rooster(self) -> Rooster:
        """When police, OM and VT meet."""
        return Rooster(
            tijd=self.overleg_tijd,
            weekdagen=frozenset(self.overleg_weekdagen),
            kalender=self.termijnen().kalender,
        )

    @property
    def overdracht_na(self) -> timedelta:
        """`overdracht_klok_na_uren` as a duration."""
        return timedelta(hours=self.overdracht_klok_na_uren)

    radar_huishouden_jaren: int = Radarbeleid().huishouden_jaren
    radar_kandidaten: int = Radarbeleid().kandidaten

    @property
    def radarbeleid(self) -> Radarbeleid:
        """What the radar goes by."""
        return Radarbeleid(self.radar_huishouden_jaren, self.radar_kandidaten)
