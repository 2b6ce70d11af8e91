"""Triage's own settings."""

from __future__ import annotations

from pathlib import Path

from vt_messaging.settings import ServiceSettings

from triage.ruleset import STANDARD


class TriageSettings(ServiceSettings):
    """`VT_REGELSET_FILE`: the rules to decide by; those of this version unless given."""

    regelset_file: Path = STANDARD
