"""Somebody asks advice and reports nobody: nothing of a family is kept (domain, adviesvrager)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Aanleiding, Hoedanigheid
from vt_contracts.values import bsn_fault

BEWAARTERMIJN = timedelta(days=730)
"""Two years, without family data (domain, Law and privacy; configurable)."""
LOOKS_LIKE_BSN = (
    "hier staat iets dat op een BSN lijkt; in een advies staan geen gegevens van een gezin"
)
_NINE_DIGITS = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
_GROUPED = re.compile(r"(?<![0-9])[0-9](?:[ .-]?[0-9]){8}(?![0-9])")


class Adviesvraag(NamedTuple):
    """An adviesvraag: who asked in general terms, the advice in the medewerker's words.

    `melding_id` is the melding that the adviesvrager decided to make of it.
    """

    id: UUID
    version: int
    nummer: str
    gevraagd_op: datetime
    gemeente: str | None
    hoedanigheid: Hoedanigheid
    aanleiding: tuple[Aanleiding, ...]
    advies: str
    gegeven_door: str
    proefbericht: bool
    melding_id: UUID | None
    bewaren_tot: datetime
    vastgelegd_op: datetime

    def became(self, melding_id: UUID) -> Adviesvraag:
        """The adviesvraag with the melding that it turned into."""
        return self._replace(version=self.version + 1, melding_id=melding_id)


def family_data_fault(text: str) -> str | None:
    """Why this text cannot be kept as an advice, or None.

    Nine digits in a row are refused whatever they are; with points, spaces or dashes in between only
    when they pass the elfproef, because dates and times look the same.
    """
    if _NINE_DIGITS.search(text):
        return LOOKS_LIKE_BSN
    for found in _GROUPED.finditer(text):
        if bsn_fault(re.sub(r"[^0-9]", "", found[0])) is None:
            return LOOKS_LIKE_BSN
    return None
