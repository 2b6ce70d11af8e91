"""Reads the closing days that come beside those of the law: one date a line, `#` says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from vt_kalender import Kalender


class SluitingsdagenError(Exception):
    """A file with closing days that must not be used; `faults` are sentences for the beheerder."""

    def __init__(self, origin: str, faults: list[str]) -> None:
        super().__init__(
            f"{origin} is geen bruikbare lijst van sluitingsdagen:\n" + "\n".join(faults)
        )
        self.faults = faults


def load(path: Path) -> Kalender:
    """The calendar with the closing days in the file at `path`.

    Raises SluitingsdagenError naming every fault, or OSError without such a file.
    """
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, origin: str = "sluitingsdagen") -> Kalender:
    """The calendar with the closing days in `text`. Raises SluitingsdagenError."""
    closed: set[date] = set()
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.split("#", 1)[0].strip()
        if not written:
            continue
        try:
            closed.add(date.fromisoformat(written))
        except ValueError:
            faults.append(f"regel {number}: schrijf een datum als 2026-12-24")
    if faults:
        raise SluitingsdagenError(origin, faults)
    return Kalender(frozenset(closed))
