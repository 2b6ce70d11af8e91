"""Until when a person has to decide. Days and working days are those of `vt_kalender`."""

from __future__ import annotations

from datetime import datetime, timedelta

from vt_contracts.codes import Urgentie
from vt_kalender import LAW, Kalender, end_of_day, local_day

ACUUT_BINNEN = timedelta(minutes=5)
"""Then the duty person is paged (default)."""
HOOG_TEN_MINSTE = timedelta(hours=2)
"""Late in the evening the day would be too short (default)."""
WERKDAGEN = 5
"""Working days to a decision, counted after the day of receipt."""


def deadline(urgentie: Urgentie, since: datetime, kalender: Kalender = LAW) -> datetime:
    """When a decision must be there (UTC) for a clock that runs from `since`.

    `since` is `ontvangen_op`, or the moment at which a waiting melding became more urgent.
    """
    if urgentie is Urgentie.ACUUT:
        return since + ACUUT_BINNEN
    local = local_day(since)
    if urgentie is Urgentie.HOOG:
        return max(end_of_day(local), since + HOOG_TEN_MINSTE)
    return end_of_day(kalender.forward(local, WERKDAGEN))
