"""Topic → handler."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vt_contracts.events.aanlevering import (
    AanleveringPolitiemeldingV1,
    AanleveringProfessioneleMeldingV1,
)
from vt_contracts.events.aanvulling import AanleveringAanvullingV1
from vt_contracts.events.kanalen import (
    AanleveringAndereRegioV1,
    AanleveringBurgermeldingV1,
    AanleveringStrategischeMeldingV1,
)
from vt_contracts.events.melding import MeldingStatusV1
from vt_contracts.topics import MELDING_STATUS
from vt_messaging.routes import Route

from intake.handlers.meldingen import Intake
from intake.handlers.refusals import reject


def routes(intake: Intake, lane: str) -> Sequence[Route]:
    """What intake consumes in a lane: what partners deliver, and what became of it."""
    end = r"\.acuut" if lane == "acuut" else ""
    return (
        Route(
            name="aanlevering",
            topics=re.compile(rf"aanlevering\.[a-z0-9-]+\.v1{end}"),
            events=(
                AanleveringPolitiemeldingV1,
                AanleveringProfessioneleMeldingV1,
                AanleveringBurgermeldingV1,
                AanleveringStrategischeMeldingV1,
                AanleveringAndereRegioV1,
                AanleveringAanvullingV1,
            ),
            handle=intake.accept_records,
            strict=True,
            refused=reject,
        ),
        Route(
            name="status",
            topics=re.compile(re.escape(MELDING_STATUS) + end),
            events=(MeldingStatusV1,),
            handle=intake.keep_statuses,
        ),
    )
