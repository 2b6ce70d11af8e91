"""Topic → handler."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from vt_contracts.events.melding import MeldingOntvangenV1, MeldingStatusV1
from vt_contracts.topics import MELDING_ONTVANGEN, MELDING_STATUS, acuut
from vt_messaging.routes import Route

from triage.handlers.acuut import AcuteMeldingen
from triage.handlers.meldingen import TriageMeldingen


class Consumers(NamedTuple):
    """Whoever handles what triage consumes."""

    meldingen: TriageMeldingen
    acute: AcuteMeldingen


def routes(consumers: Consumers, lane: str) -> Sequence[Route]:
    """What triage consumes in a lane: what intake received, and who accepted what is acute."""
    end = r"\.acuut" if lane == "acuut" else ""
    status = Route(
        name="status",
        topics=re.compile(re.escape(acuut(MELDING_STATUS))),
        events=(MeldingStatusV1,),
        handle=consumers.acute.follow_status,
    )
    return (
        *((status,) if lane == "acuut" else ()),
        Route(
            name="ontvangen",
            topics=re.compile(re.escape(MELDING_ONTVANGEN) + end),
            events=(MeldingOntvangenV1,),
            handle=consumers.meldingen.triage_meldingen,
        ),
    )
