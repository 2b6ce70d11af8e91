"""Triage's own settings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from vt_contracts.codes import Aanleiding
from vt_contracts.parties import VERRIJKERS
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
    party_keys_file: Path | None = None
    """Public keys (JSON, by name) of those who can be asked what they know of a family."""
    verrijking_automatisch: dict[str, frozenset[Aanleiding]] = Field(default_factory=dict)
    """Whom the rules ask by themselves, and for which aanleidingen; nobody by default."""
    oproep_url: str = ""
    """Where the provider of SMS and voice takes a page; empty: every page fails, with an alarm."""
    oproep_token: SecretStr = SecretStr("")
    oproep_timeout: float = 10.0

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        """Whom the policy asks must be somebody who can be asked."""
        unknown = set(self.verrijking_automatisch) - set(VERRIJKERS)
        if unknown:
            raise ValueError(f"VT_VERRIJKING_AUTOMATISCH: onbekend: {', '.join(sorted(unknown))}")
        if self.verrijking_automatisch and self.party_keys_file is None:
            raise ValueError("VT_VERRIJKING_AUTOMATISCH heeft VT_PARTY_KEYS_FILE nodig")
        return self

    def termijnen(self) -> Termijnen:
        """How long an acute melding waits before each page."""
        return Termijnen(self.acuut_oproepen_na, self.acuut_volgende_na)

    def provider(self) -> Provider:
        """Who pages."""
        return Provider(self.oproep_url, self.oproep_token.get_secret_value(), self.oproep_timeout)
