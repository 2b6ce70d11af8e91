"""Topic → handler."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_contracts.events.overdracht import (
    OverdrachtGeaccepteerdV1,
    OverdrachtGestartV1,
    OverdrachtGeweigerdV1,
    OverdrachtOntvangenV1,
)
from vt_contracts.topics import MELDING_GETRIEERD
from vt_messaging.routes import Route

from routing.handlers.overdrachten import Overdrachten


def routes(overdrachten: Overdrachten, lane: str) -> Sequence[Route]:
    """What routing consumes in a lane: decisions of triage, and the answers of parties."""
    end = r"\.acuut" if lane == "acuut" else ""
    return (
        Route(
            name="besluiten",
            topics=re.compile(re.escape(MELDING_GETRIEERD) + end),
            events=(MeldingGetrieerdV1,),
            handle=overdrachten.follow_besluiten,
        ),
        Route(
            name="antwoorden",
            topics=re.compile(rf"overdracht\.[a-z0-9-]+\.antwoord\.v1{end}"),
            events=(
                OverdrachtOntvangenV1,
                OverdrachtGeaccepteerdV1,
                OverdrachtGeweigerdV1,
                OverdrachtGestartV1,
            ),
            handle=overdrachten.take_answers,
            strict=True,
        ),
    )
