"""Topic → handler."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vt_contracts.events.melding import MeldingOntvangenV1
from vt_contracts.topics import MELDING_ONTVANGEN
from vt_messaging.routes import Route

from triage.handlers.meldingen import TriageMeldingen


def routes(triage: TriageMeldingen, lane: str) -> Sequence[Route]:
    """What triage consumes in a lane: what intake received."""
    end = r"\.acuut" if lane == "acuut" else ""
    return (
        Route(
            name="ontvangen",
            topics=re.compile(re.escape(MELDING_ONTVANGEN) + end),
            events=(MeldingOntvangenV1,),
            handle=triage.triage_meldingen,
        ),
    )
