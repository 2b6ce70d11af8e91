"""Triage's own settings."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator
from vt_contracts.codes import Aanleiding
from vt_contracts.parties import VERRIJKERS
from vt_messaging.settings import ServiceSettings

from triage import piketrooster
from triage.domain.acuut import Oproeptermijnen
from triage.domain.afstemming import Rooster
from triage.domain.klok import Termijnen
from triage.domain.radar import Radarbeleid
from triage.oproepdienst import Provider
from triage.ruleset import FOLDER
from triage.sluitingsdagen import load


class TriageSettings(ServiceSettings):
    """By which rules, days and norms triage works, and whom it pages and asks how."""

    regelset_file: Path = FOLDER
    """A file, or a folder with a file for each version: the one valid on the day decides."""

    piketrooster_file: Path = piketrooster.STANDARD
    acuut_oproepen_na: timedelta = Oproeptermijnen().eerste
    acuut_volgende_na: timedelta = Oproeptermijnen().volgende
    oproep_url: str = ""
    """Where the provider of SMS and voice takes a page; empty: every page fails, with an alarm."""
    oproep_token: SecretStr = SecretStr("")
    oproep_timeout: float = 10.0

    party_keys_file: Path | None = None
    """Public keys (JSON, by name) of those who can be asked what they know of a family."""
    verrijking_automatisch: dict[str, frozenset[Aanleiding]] = Field(default_factory=dict)
    """Whom the rules ask by themselves, and for which aanleidingen; nobody by default."""

    radar_huishouden_jaren: int = Radarbeleid().huishouden_jaren
    radar_kandidaten: int = Radarbeleid().kandidaten

    sluitingsdagen_file: Path | None = None
    """Closing days beside those of the law, one date a line; then run `herbereken-klokken`."""
    overdracht_klok_na_uren: float = 24
    """From how long after its decision an overdracht that nobody started has a clock of its own."""
    overleg_tijd: time = time(9)
    overleg_weekdagen: Annotated[
        frozenset[Annotated[int, Field(ge=1, le=5)]], Field(min_length=1)
    ] = frozenset({1, 2, 3, 4, 5})
    """When police, OM and VT meet, in Amsterdam: JSON such as `[1, 4]`; closed days fall away."""

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        """Whom the policy asks must be somebody who can be asked."""
        unknown = set(self.verrijking_automatisch) - set(VERRIJKERS)
        if unknown:
            raise ValueError(f"VT_VERRIJKING_AUTOMATISCH: onbekend: {', '.join(sorted(unknown))}")
        if self.verrijking_automatisch and self.party_keys_file is None:
            raise ValueError("VT_VERRIJKING_AUTOMATISCH heeft VT_PARTY_KEYS_FILE nodig")
        return self

    @property
    def radarbeleid(self) -> Radarbeleid:
        """What the radar goes by."""
        return Radarbeleid(self.radar_huishouden_jaren, self.radar_kandidaten)

    @property
    def overdracht_na(self) -> timedelta:
        """`overdracht_klok_na_uren` as a duration."""
        return timedelta(hours=self.overdracht_klok_na_uren)

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

    def oproeptermijnen(self) -> Oproeptermijnen:
        """How long an acute melding waits before each page."""
        return Oproeptermijnen(self.acuut_oproepen_na, self.acuut_volgende_na)

    def provider(self) -> Provider:
        """Who pages."""
        return Provider(self.oproep_url, self.oproep_token.get_secret_value(), self.oproep_timeout)
