"""Topic → handler."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vt_contracts.events.melding import MeldingOntvangenV1
from vt_contracts.events.overgedragen import MeldingOvergedragenV1
from vt_contracts.topics import MELDING_ONTVANGEN, MELDING_OVERGEDRAGEN
from vt_messaging.routes import Route

from triage.handlers.klokken import Klokken
from triage.handlers.meldingen import TriageMeldingen


@dataclass(frozen=True, slots=True)
class Handlers:
    """Who handles what triage consumes."""

    meldingen: TriageMeldingen
    klokken: Klokken


def routes(handlers: Handlers, lane: str) -> Sequence[Route]:
    """What triage consumes in a lane: what intake received, and which overdrachten started."""
    end = r"\.acuut" if lane == "acuut" else ""
    return (
        Route(
            name="ontvangen",
            topics=re.compile(re.escape(MELDING_ONTVANGEN) + end),
            events=(MeldingOntvangenV1,),
            handle=handlers.meldingen.triage_meldingen,
        ),
        Route(
            name="overgedragen",
            topics=re.compile(re.escape(MELDING_OVERGEDRAGEN) + end),
            events=(MeldingOvergedragenV1,),
            handle=handlers.klokken.follow_overgedragen,
        ),
    )
