"""Intake's own settings."""

from __future__ import annotations

from pathlib import Path

from vt_messaging.settings import ServiceSettings

from intake.vrije_tekst.woordenlijst import STANDARD


class IntakeSettings(ServiceSettings):
    """`VT_WOORDENLIJST_FILE`: the words that free text is read by; those of this version unless given."""

    woordenlijst_file: Path = STANDARD
