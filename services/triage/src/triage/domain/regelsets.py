"""The versions of the rules, each from its day on: the newest that is valid on a day decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from vt_kalender import local_day

from triage.domain.facts import Facts
from triage.domain.rules import Besluit, Regelset, deciding_by


class NoRegelsetError(Exception):
    """No version is valid on this day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"geen regelset is geldig op {day}")
        self.day = day


class InUse(NamedTuple):
    """The version that decides at a moment; `who` is how the audit names it."""

    versie: str
    who: str
    decide: Callable[[Facts], Besluit]


class Regelsets:
    """All versions that are known, past and future ones too."""

    def __init__(self, versions: Sequence[Regelset]) -> None:
        self._versions = tuple(sorted(versions, key=lambda v: v.geldig_vanaf))
        self._in_use = {
            v.versie: InUse(v.versie, f"regelset {v.versie}", deciding_by(v))
            for v in self._versions
        }

    def all(self) -> tuple[Regelset, ...]:
        """Every version, the oldest first."""
        return self._versions

    def on(self, day: date) -> Regelset:
        """The version that decides on `day` (Amsterdam). Raises NoRegelsetError."""
        valid = [v for v in self._versions if v.geldig_vanaf <= day]
        if not valid:
            raise NoRegelsetError(day)
        return valid[-1]

    def in_use(self, now: datetime) -> InUse:
        """What decides at `now`. Raises NoRegelsetError."""
        return self._in_use[self.on(local_day(now)).versie]

    def version(self, versie: str) -> Regelset | None:
        """The rules of this version, when they are still known."""
        return next((v for v in self._versions if v.versie == versie), None)
