"""Triage's own settings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from vt_messaging.settings import ServiceSettings

from triage import piketrooster
from triage.domain.acuut import Termijnen
from triage.oproepdienst import Provider
from triage.ruleset import FOLDER


class TriageSettings(ServiceSettings):
    """The rules to decide by, and whom to page how; those of this version unless given."""

    regelset_file: Path = FOLDER
    """A file, or a folder with a file for each version: the one valid on the day decides."""
    piketrooster_file: Path = piketrooster.STANDARD
    acuut_oproepen_na: timedelta = Termijnen().eerste
    acuut_volgende_na: timedelta = Termijnen().volgende
    oproep_url: str = ""
    """Where the provider of SMS and voice takes a page; empty: every page fails, with an alarm."""
    oproep_token: SecretStr = SecretStr("")
    oproep_timeout: float = 10.0

    def termijnen(self) -> Termijnen:
        """How long an acute melding waits before each page."""
        return Termijnen(self.acuut_oproepen_na, self.acuut_volgende_na)

    def provider(self) -> Provider:
        """Who pages."""
        return Provider(self.oproep_url, self.oproep_token.get_secret_value(), self.oproep_timeout)
