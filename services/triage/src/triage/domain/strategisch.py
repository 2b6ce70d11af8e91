"""A strategische melding: who looks at it first, and when its clock begins to run.

By a procesregisseur of a gemeente or Veiligheidshuis; a gedragswetenschapper is the first contact
(S1). At night it waits for 08:00 unless it is acuut (default).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from vt_contracts.codes import Urgentie
from vt_kalender import AMSTERDAM, at_time

REGEL = "strategische-melding"
"""The rule that fires for one."""
EERSTE_ROL = "gedragswetenschapper"
NACHT_BEGINT = time(22)
"""From then on nobody is woken for what is not acuut (default; no source gives an hour)."""
NACHT_EINDIGT = time(8)


def first_role(regels: Collection[str]) -> str | None:
    """The role that looks at it before others; None: whoever decides about meldingen."""
    return EERSTE_ROL if REGEL in regels else None


def clock_starts(regels: Collection[str], urgentie: Urgentie, since: datetime) -> datetime:
    """From when its deadline counts: `since`, and for one that comes at night 08:00 (UTC)."""
    if REGEL not in regels or urgentie is Urgentie.ACUUT:
        return since
    local = since.astimezone(AMSTERDAM)
    if NACHT_EINDIGT <= local.time() < NACHT_BEGINT:
        return since
    day = local.date() + timedelta(days=local.time() >= NACHT_BEGINT)
    return at_time(day, NACHT_EINDIGT)
