"""The six waiting lists of the inspections (S3, note 4), and where each begins.

Days are whole days of Amsterdam after the one on which the waiting began. Who waits is on one list at
a time. What stands still is on none, and an onderzoek that takes longer on purpose is on none either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from vt_kalender import Kalender, end_of_day, local_day

DAGEN = 5
"""Working days for triage, calendar days for onderzoek and overdracht (default)."""

TITELS: Mapping[int, str] = {
    1: "Wacht langer dan vijf werkdagen op de start van de triage",
    2: "De triage duurt langer dan vijf werkdagen",
    3: "Wacht langer dan vijf dagen op de start van het onderzoek",
    4: "Het onderzoek duurt langer dan tien weken, en niet met opzet",
    5: "Wacht langer dan vijf dagen op de overdracht",
    6: "Na tien weken nog niet overgedragen",
}


class Grenzen(NamedTuple):
    """What began before these moments has waited too long at `now`."""

    now: datetime
    werkdagen: datetime
    dagen: datetime


def borders(now: datetime, kalender: Kalender) -> Grenzen:
    """Where the lists begin at `now`."""
    today = local_day(now)
    day = today - timedelta(days=1)
    # Five working days after `day` must have ended: the last such day, by stepping back.
    while kalender.forward(day, DAGEN) >= today:
        day -= timedelta(days=1)
    return Grenzen(now, end_of_day(day), end_of_day(today - timedelta(days=DAGEN + 1)))
